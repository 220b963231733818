/**
 * NIB (Nomor Induk Berusaha): DDMMYY of the day of issue in Asia/Jakarta and 7 digits of a database sequence. Numbers are made in one
 * place for every strategy, the function `next_nib` (migrations/0002-applications.sql) that `issueApplication` calls.
 */
export const NIB_PATTERN = /^\d{13}$/
