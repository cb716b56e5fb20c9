"""pinecone.init(api_key="k", environment="e") is how it was done once."""

import colorama
import pinecone_text
from pinecone import Pinecone

colorama.init(autoreset=True)
pinecone_text.init("bm25")


class Cone:
    def init(self, environment):
        self.environment = environment


pinecone = Cone()
pinecone.init(environment="forest")  # a cone of a tree
text = "pinecone.init(api_key='k')"
pc = Pinecone(api_key="k")
