using Microsoft.Extensions.Configuration;

namespace Search;

public static class Settings
{
    public static string? FromEnvironment() => Environment.GetEnvironmentVariable("PINECONE_ENVIRONMENT"); // expect csharp/environment

    public static string? From(IConfiguration settings) => settings["Pinecone:Environment"]; // expect csharp/environment
}
