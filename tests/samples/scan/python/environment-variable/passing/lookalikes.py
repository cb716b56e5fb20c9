import os

# PINECONE_ENVIRONMENT was read here
key = os.environ["PINECONE_API_KEY"]
environment = os.environ["ENVIRONMENT"]
help_text = "set PINECONE_ENVIRONMENT to the environment"
table = {"PINECONE_ENVIRONMENT": 1}
print(table["PINECONE_ENVIRONMENT"], table.get("PINECONE_ENVIRONMENT"))
