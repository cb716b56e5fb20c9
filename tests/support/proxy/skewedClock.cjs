// Loaded before a program (`node -r`): its wall clock is PODSHIFT_CLOCK_MS milliseconds ahead of the machine's.
const ahead = Number(process.env.PODSHIFT_CLOCK_MS);
const now = Date.now;
Date.now = () => now() + ahead;
