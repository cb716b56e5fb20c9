/** A rule of a bucket's lifecycle, as the resource takes it. */
export interface LifecycleRule {
  readonly id: string;
  readonly status: "Enabled";
  readonly filter: { readonly prefix: string };
  readonly expiration?: { readonly days: number } | { readonly expiredObjectDeleteMarker: true };
  readonly noncurrentVersionExpiration?: { readonly noncurrentDays: number };
  readonly abortIncompleteMultipartUpload?: { readonly daysAfterInitiation: number };
}

/** Folders whose objects are written anew all the time: a writer's lease each second, the applier's each 1.5 seconds. */
const RENEWED = ["writers", "applier"] as const;
/** Days: the least that S3 takes. */
const RENEWED_DAYS = 1;
/** Days after which an upload in parts that was never completed goes. */
const ABORT_DAYS = 1;

/**
 * Rules of a write log's bucket. None ends a *current* object, whatever its age: an entry is in the log until `podshift
 * log purge` or the closing of the log deletes it, and a create-only object has no older version to lose. What a rule
 * ends is a version that was deleted or overwritten before, `noncurrentDays` after that.
 *
 * Leases go sooner: an object with millions of versions makes S3 answer 503 (Amazon S3 User Guide, "Troubleshooting
 * versioning"), and a lease has 86,400 a day.
 *
 * @param folder of the log in its bucket
 */
export function writeLogRules(folder: string, noncurrentDays: number): LifecycleRule[] {
  return [
    {
      id: "old-versions",
      status: "Enabled",
      filter: { prefix: `${folder}/` },
      noncurrentVersionExpiration: { noncurrentDays },
      expiration: { expiredObjectDeleteMarker: true },
      abortIncompleteMultipartUpload: { daysAfterInitiation: ABORT_DAYS },
    },
    ...RENEWED.map(
      (path): LifecycleRule => ({
        id: `old-${path}`,
        status: "Enabled",
        filter: { prefix: `${folder}/${path}/` },
        noncurrentVersionExpiration: { noncurrentDays: RENEWED_DAYS },
      }),
    ),
  ];
}

/** Access logs end after some days; nothing rests on them. */
export function accessLogRules(days: number): LifecycleRule[] {
  return [
    {
      id: "access-logs",
      status: "Enabled",
      filter: { prefix: "" },
      expiration: { days },
      abortIncompleteMultipartUpload: { daysAfterInitiation: ABORT_DAYS },
    },
  ];
}
