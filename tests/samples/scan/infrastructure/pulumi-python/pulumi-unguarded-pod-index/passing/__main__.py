import pulumi
import pinecone_pulumi as pinecone

args = {"opts": pulumi.ResourceOptions(protect=True)}
docs = pinecone.Index("docs", spec={"pod": {}}, opts=pulumi.ResourceOptions(protect=True, retain_on_delete=True))  # expect infrastructure/pulumi-pod-index
news = pinecone.Index("news", spec={"pod": {}}, **args)  # expect infrastructure/pulumi-pod-index
