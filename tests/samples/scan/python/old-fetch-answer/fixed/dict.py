import pinecone

index = pinecone.Index("docs")  # expect python/module-level-call, python/names-the-index
answer = index.fetch(["a", "b"])
print(answer.vectors["a"]["values"], answer.namespace)  # expect python/old-fetch-answer, python/old-fetch-answer
print(index.fetch(ids=["a"]).vectors)  # expect python/old-fetch-answer
print(answer.to_dict())  # expect python/old-fetch-answer
