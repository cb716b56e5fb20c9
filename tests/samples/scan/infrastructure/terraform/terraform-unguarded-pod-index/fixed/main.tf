# The index of the search.
resource "pinecone_index" "docs" { # expect infrastructure/terraform-pod-index, infrastructure/terraform-unguarded-pod-index
  name = "docs"
  spec = {
    pod = { # p1 as of 2023
      environment = "us-east1-gcp"
    }
  }

  lifecycle {
    prevent_destroy = true
  }
}

resource "pinecone_index" "news" { # expect infrastructure/terraform-pod-index, infrastructure/terraform-unguarded-pod-index
    name = "news"
    spec = { pod = { environment = "us-east1-gcp" } }

    lifecycle {
        prevent_destroy = true
        ignore_changes = [spec]
    }
}

resource "pinecone_index" "on_purpose" { # expect infrastructure/terraform-pod-index, infrastructure/terraform-unguarded-pod-index
  name = "scratch"
  spec = { pod = { environment = "us-east1-gcp" } }
  lifecycle {
    prevent_destroy = false
  }
}
