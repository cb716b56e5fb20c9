import sentry_sdk
from langchain.vectorstores import Pinecone as Store
from pinecone import Pinecone

sentry_sdk.init(dsn="https://key@example.invalid/1", environment="production")
store = Store(environment="e")
environment = "production"
pc = Pinecone(api_key="k")


class Pinecone2(Pinecone):
    def __init__(self, environment):
        super().__init__(api_key="k")
        self.environment = environment


other = Pinecone2(environment="e")
