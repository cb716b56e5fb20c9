resource "pinecone_collection" "copy" {
  name   = "docs-copy"
  source = "docs"
}

resource "postgresql_collection" "copy" {
  name   = "docs-copy"
  source = pinecone_index.docs.name
}
