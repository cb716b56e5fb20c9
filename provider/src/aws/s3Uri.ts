/** A place in a bucket, as `s3://bucket/folder`. */
export interface S3Place {
  readonly bucket: string;
  /** Without slashes at its ends. */
  readonly folder: string;
}

/** Reads `s3://bucket/folder`; undefined when it is no such place. The bucket's root is none: rights would be on all of it. */
export function readS3Uri(uri: string): S3Place | undefined {
  const [, bucket, path = ""] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/([A-Za-z0-9_./-]+)$/.exec(uri) ?? [];
  const folder = path.replace(/^\/+|\/+$/g, "");
  if (bucket === undefined || folder === "" || folder.split("/").some((part) => /^\.*$/.test(part))) return;
  return { bucket, folder };
}
