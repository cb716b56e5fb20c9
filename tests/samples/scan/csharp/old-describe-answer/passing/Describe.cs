using Pinecone;
using Pinecone.Grpc;

namespace Search;

public sealed class Describe
{
    public static void Print(Index<GrpcTransport> index, Order order)
    {
        Console.WriteLine($"{index.Name} {index.Dimension} {order.Details.Name}");
    }
}
