using Catalogue;
using Microsoft.Extensions.Configuration;
using Pinecone;

var settings = new ConfigurationBuilder().AddEnvironmentVariables().Build();
using var client = new PineconeClient(
    settings["PINECONE_API_KEY"]!,
    settings["PINECONE_ENVIRONMENT"]!);

switch (args)
{
    case ["list"]:
        await new AdminTool(client).List();
        break;
    case ["create", var name]:
        await new AdminTool(client).Create(name, 1536);
        break;
    case ["save", var name]:
        await new AdminTool(client).Save(name);
        break;
    case ["forget", var supplier]:
        await new IngestJob(client).Forget(supplier);
        break;
    case ["count", var category]:
        using (var service = await SearchService.Open(client))
        {
            Console.WriteLine(await service.Count(category));
        }

        break;
    default:
        throw new ArgumentException("list, create NAME, save NAME, forget SUPPLIER or count CATEGORY");
}
