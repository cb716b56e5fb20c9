import getpass

import pinecone
import requests


def whoami():
    return getpass.getuser()


print(whoami(), pinecone.__version__)
session = requests.Session()
session.whoami()
