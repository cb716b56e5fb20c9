resource "pinecone_index" "docs" { # expect infrastructure/terraform-pod-index
  name = "docs"
  spec = { pod = { environment = "us-east1-gcp" } }
  lifecycle {
    prevent_destroy       = true
    create_before_destroy = true # expect infrastructure/terraform-create-before-destroy
  }
}
