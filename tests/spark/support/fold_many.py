"""Folds many logs in one Spark session: a job a line of standard input, an answer a line of standard output.

Job: {"log", "segments", "watermark", "parts", "chunks", "out"}; answer: {"out", "entries", "records", "seconds"} or {"error"}.
"""

import json
import os
import shlex
import sys
import time

from pyspark.sql import SparkSession

from podshift_spark import fold
from podshift_spark.segments import LogReader, chunks_of, in_turn


def main():
    podshift = shlex.split(sys.argv[1])
    spark = SparkSession.builder.appName("podshift fold test").getOrCreate()
    fold.configure(spark)
    print(json.dumps({"ready": spark.version}), flush=True)
    for line in sys.stdin:
        try:
            answer = fold_one(spark, podshift, json.loads(line))
        except Exception as error:
            answer = {"error": str(error)[:2_000]}
        print(json.dumps(answer), flush=True)
    spark.stop()


def fold_one(spark, podshift, job):
    began = time.monotonic()
    reader = LogReader(spark, podshift, job["log"], job["watermark"])
    chunks = chunks_of(job["segments"], job["chunks"])
    told = in_turn(chunks, reader.inventory(chunks))
    entries = sum(found["entries"] for _, found in told)
    rows = fold.lines(fold.folded(reader.changes([chunk for chunk, _ in told]), job["parts"])).rdd
    records = rows.mapPartitionsWithIndex(writer(job["out"])).sum()
    return {"out": job["out"], "entries": entries, "records": records, "seconds": time.monotonic() - began}


def writer(folder):
    os.makedirs(folder, exist_ok=True)

    def write(index, rows):
        records = 0
        with open(os.path.join(folder, str(index)), "w", encoding="utf-8") as out:
            for row in rows:
                if row["part"] != index:
                    raise AssertionError(f"a record of part {row['part']} is in partition {index}")
                out.write(row["line"] + "\n")
                records += 1
        return [records]

    return write


main()
