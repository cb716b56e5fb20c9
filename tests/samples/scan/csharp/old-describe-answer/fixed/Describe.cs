using Pinecone;
using Pinecone.Grpc;

namespace Search;

public sealed class Describe
{
    public static void Print(Index<GrpcTransport> index)
    {
        Console.WriteLine(index.Name); // expect csharp/old-describe-answer
        Console.WriteLine(index.Dimension + index.Details.Pods); // expect csharp/old-describe-answer, csharp/old-describe-answer
    }
}
