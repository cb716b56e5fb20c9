resource "pinecone_index" "docs" { # expect infrastructure/terraform-pod-index
  name = "docs"
  spec = { pod = { environment = "us-east1-gcp" } }
  lifecycle {
    prevent_destroy = true
  }
}

resource "pinecone_index" "serverless" {
  name = "docs-serverless"
  spec = { serverless = { cloud = "aws", region = "us-east-1" } }
}
