"""Vector-io's own Pinecone exporter and importer, driven as its two commands drive them, against a service without TLS.

    vector_io.py export CONTROL_PLANE INDEX     vector_io.py import CONTROL_PLANE FOLDER

Needs the packages of vector-io.txt. The commands themselves are not used: before they look at their arguments they load the
drivers of all databases that they know, and they send telemetry and ask a registry for updates. What they call is called here
with the arguments that they would pass on. Two things are set from outside, neither in its code: the service's address, and
that an index has no TLS. Prints one JSON line; whatever it says itself goes to the error output.
"""

import json
import os
import resource
import sys
import time

direction, url, subject = sys.argv[1:]
# Its spinners keep the output that they find when they are loaded.
said = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
os.environ["PINECONE_CONTROLLER_HOST"] = url
os.environ["PINECONE_API_KEY"] = "bench"

from pinecone.grpc import GRPCClientConfig, PineconeGRPC  # noqa: E402

connect = PineconeGRPC.Index


def without_tls(self, name="", host="", **options):
    host = host or self.describe_index(name).host
    return connect(self, name, host.removeprefix("http://"), grpc_config=GRPCClientConfig(secure=False), **options)


PineconeGRPC.Index = without_tls

from vdf_io.export_vdf.pinecone_export import ExportPinecone  # noqa: E402
from vdf_io.import_vdf.pinecone_import import ImportPinecone  # noqa: E402

# As the parsers of its commands leave them when nothing more is asked for.
COMMON = {"vector_database": "pinecone", "library_version": "0.1.248", "subset": False, "batch_size": None}
EXPORT = {
    **{"serverless": False, "environment": "us-east-1-aws", "cloud": None, "region": None, "index": subject},
    **{"id_range_start": None, "id_range_end": None, "id_list_file": None, "modify_to_search": False},
    **{"use_list_points": True, "namespaces": "", "model_name": "NOT_PROVIDED", "max_file_size": 1024},
}
IMPORT = {
    **{"serverless": True, "cloud": "aws", "region": "us-east-1", "dir": subject, "hf_dataset": None},
    **{"id_column": "id", "create_new": True, "max_num_rows": None, "cwd": os.getcwd(), "vector_columns": "vector"},
}


def run():
    if direction == "export":
        done = ExportPinecone.export_vdb({**COMMON, **EXPORT})
        return {"records": done.args["exported_count"], "folder": done.vdf_directory}
    ImportPinecone.import_vdb({**COMMON, **IMPORT})
    return {}


began = time.perf_counter()
try:
    answer = run()
except Exception as error:  # that it fails is a result
    print(error, file=sys.stderr)
    answer = {"failed": type(error).__name__}
answer["seconds"] = time.perf_counter() - began
answer["peakMebibytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps(answer), file=said)
