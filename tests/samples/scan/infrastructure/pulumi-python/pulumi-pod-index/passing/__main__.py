import pandas
import pinecone_pulumi as pinecone
from ours import Index

docs = pinecone.Index("docs", name="docs-serverless", spec={"serverless": {"cloud": "aws", "region": "us-east-1"}})
ours = Index("docs", spec={"pod": {"environment": "us-east1-gcp"}})
rows = pandas.Index(["pod"], spec={"pod": 1})
text = 'pinecone.Index("docs", spec={"pod": {}})'
