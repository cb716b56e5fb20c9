# Once docs-1a2b3c4.svc.us-east1-gcp.pinecone.io.
resource "aws_ssm_parameter" "host" {
  name  = "/docs/host"
  value = "docs-1a2b3c4.svc.aped-4627-b74a.pinecone.io"
}

output "docs" {
  value = "https://docs.pinecone.io/${var.page}"
}
