using Microsoft.Extensions.Logging;

namespace Search;

/// <summary>PINECONE_ENVIRONMENT is no longer read.</summary>
public static class Settings
{
    public static string? Key(ILogger log)
    {
        log.LogInformation("PINECONE_ENVIRONMENT");
        return Environment.GetEnvironmentVariable("PINECONE_API_KEY") ?? Environment.GetEnvironmentVariable("APP_ENVIRONMENT");
    }
}
