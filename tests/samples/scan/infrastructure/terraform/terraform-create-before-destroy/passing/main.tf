resource "pinecone_index" "serverless" {
  name = "docs-serverless"
  spec = { serverless = { cloud = "aws", region = "us-east-1" } }
  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_instance" "docs" {
  lifecycle {
    create_before_destroy = true
  }
}
