resource "pinecone_collection" "copy" { # expect infrastructure/terraform-collection
  name   = "docs-copy"
  source = pinecone_index.docs.name
}
