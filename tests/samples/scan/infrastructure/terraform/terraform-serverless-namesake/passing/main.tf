resource "pinecone_index" "docs" { # expect infrastructure/terraform-pod-index
  name = "docs"
  spec = { pod = { environment = "us-east1-gcp" } }
  lifecycle {
    prevent_destroy = true
  }
}

resource "pinecone_index" "docs_serverless" {
  name = "docs-serverless"
  spec = { serverless = { cloud = "aws", region = "us-east-1" } }
}

resource "pinecone_index" "suffixed" {
  name = "docs${var.suffix}"
  spec = { serverless = { cloud = "aws", region = "us-east-1" } }
}
