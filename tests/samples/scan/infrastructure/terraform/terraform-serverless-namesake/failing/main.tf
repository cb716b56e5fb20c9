resource "pinecone_index" "docs" { # expect infrastructure/terraform-pod-index
  name = "docs"
  spec = { pod = { environment = "us-east1-gcp" } }
  lifecycle {
    prevent_destroy = true
  }
}

resource "pinecone_index" "docs_serverless" { # expect infrastructure/terraform-serverless-namesake
  name = "docs"
  spec = { serverless = { cloud = "aws", region = "us-east-1" } }
}
