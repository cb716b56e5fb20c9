"""Folds changes per record in Spark SQL, with the meaning of podshift's own fold (provider/src/migration/fold/folded.ts):
an upsert starts anew, an update merges (values, sparse values, metadata key by key), a delete removes, in the order of the
stamps. An update after a delete changes nothing; where nothing but updates was seen, the record is a patch.
"""

from pyspark.sql import Window
from pyspark.sql import functions as F

# A change writes a column when it starts anew (an upsert, a delete: also what it leaves out is gone) or when it has it.
# So the last one that writes it says what it is. Duplicates have the same stamp and say the same.
FOLDED = """
SELECT salt, part, ns, id,
  coalesce(max_by(op, stamp) FILTER (WHERE op <> 'patch'), 'patch') AS kind,
  max_by(values, stamp) FILTER (WHERE op <> 'patch' OR values IS NOT NULL) AS values,
  max_by(sparse, stamp) FILTER (WHERE op <> 'patch' OR sparse IS NOT NULL) AS sparse,
  array_sort(
    filter(
      collect_list(struct(stamp, md)) FILTER (WHERE md IS NOT NULL),
      each -> each.stamp >= coalesce(max(stamp) FILTER (WHERE op <> 'patch'), '')
    )
  ) AS mds
FROM {changes}
GROUP BY salt, part, ns, id
"""

# Metadata comes as "key" U+0002 value, these joined by U+0001, all of them JSON texts: Spark takes them apart and together
# and never reads a value. Not by Spark's own rule for equal keys of a map: that is a setting, and tasks of an RDD don't see it.
METADATA = r"""
CASE
  WHEN kind = 'delete' OR size(mds) = 0 THEN NULL
  WHEN size(mds) = 1 THEN concat('{', translate(mds[0].md, '\u0001\u0002', ',:'), '}')
  ELSE concat('{', array_join(transform(
    map_entries(aggregate(
      transform(filter(mds, each -> each.md <> ''), each -> str_to_map(each.md, '\u0001', '\u0002')),
      CAST(map() AS MAP<STRING, STRING>),
      (before, more) -> map_concat(map_filter(before, (key, value) -> NOT map_contains_key(more, key)), more)
    )),
    pair -> concat(pair.key, ':', pair.value)
  ), ','), '}')
END
"""

LINE = """
concat(
  '{"ns":', ns, ',"id":', id, ',"kind":"', kind, '"',
  CASE WHEN kind = 'delete' OR values IS NULL THEN '' ELSE concat(',"values":"', values, '"') END,
  CASE WHEN kind = 'delete' OR sparse IS NULL THEN '' ELSE concat(',"sparse":', sparse) END,
  CASE WHEN md IS NULL THEN '' ELSE concat(',"md":', md) END,
  '}'
)
"""


# Records of a namespace that a part hands on before it goes to the next one: as many as one batch takes at most.
TOGETHER = 1_000


def configure(spark):
    """What the fold needs of a session, and nothing that another query would miss."""
    # The sort spills to disk and one record at a time is in memory; by hashes, a task would hold thousands of them.
    spark.conf.set("spark.sql.execution.useObjectHashAggregateExec", "false")
    spark.conf.set("spark.sql.requireAllClusterKeysForDistribution", "false")


def folded(changes, parts):
    """One row a record: part, ns and id (JSON texts), kind, values, sparse, md; partition `p` holds the records of part `p`.

    A part is crc32 of namespace, NUL and id, modulo parts: the same in every run. One shuffle: who is grouped is already where
    it is applied. See `in_turns` for the order.
    """
    salts = _salts(changes.sparkSession, parts)
    keyed = changes.withColumn("part", F.expr(f"CAST(pmod(hash, {int(parts)}) AS INT)")).withColumn(
        "salt", F.element_at(F.array(*map(F.lit, salts)), F.col("part") + 1)
    )
    grouped = changes.sparkSession.sql(FOLDED, changes=keyed.repartition(parts, "salt"))
    return in_turns(_with_metadata(grouped)).drop("salt")


def in_turns(rows):
    """Sorts each part: a batch of each namespace in turn, of each namespace by the bytes of the ids' JSON texts.

    Sorted by namespace all tasks would stand at the same large one and together send what one namespace may get. So would
    tasks that took the namespaces in the same order: each part has one of its own.
    """
    of_namespace = Window.partitionBy("salt", "part", "ns").orderBy("id")
    turns = rows.withColumns(
        {
            "block": F.floor((F.row_number().over(of_namespace) - 1) / TOGETHER),
            "turn": F.xxhash64("part", "ns"),
        }
    )
    return turns.sortWithinPartitions("part", "block", "turn", "ns", "id").drop("block", "turn")


def folded_by_range(changes, parts):
    """The same rows by ranges of namespace and id, for files: few partitions hold one namespace, few namespaces one of them."""
    keyed = changes.withColumn("part", F.lit(0)).withColumn("salt", F.lit(0))
    grouped = changes.sparkSession.sql(FOLDED, changes=keyed.repartitionByRange(parts, "ns", "id"))
    return _with_metadata(grouped).drop("salt")


def text_of(column):
    """SQL for the text that a column's JSON text stands for."""
    return f"""CASE WHEN instr({column}, '\\\\') = 0 THEN substring({column}, 2, length({column}) - 2)
      ELSE get_json_object(concat('[', {column}, ']'), '$[0]') END"""


def _with_metadata(grouped):
    return grouped.withColumn("md", F.expr(METADATA)).drop("mds")


def lines(folded_rows):
    """Each record as the line that `podshift spread apply` reads, with its part."""
    return folded_rows.select("part", F.expr(LINE).alias("line"))


def _salts(spark, parts):
    """For each part a number that Spark's own partitioner sends to the partition of that number (Murmur3, as in `hash`)."""
    found = {}
    tried = 0
    while len(found) < parts:
        more = max(64, 8 * parts)
        rows = spark.range(tried, tried + more, 1, 1).selectExpr(
            "CAST(id AS INT) AS salt", f"pmod(hash(CAST(id AS INT)), {int(parts)}) AS part"
        )
        for row in rows.collect():
            found.setdefault(row["part"], row["salt"])
        tried += more
    return [found[part] for part in range(parts)]
