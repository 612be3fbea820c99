import type mongoose from 'mongoose';
import { markSchema, refuseNewer } from './schema.ts';

/** Collections by the names that version 0.1.0 gave them. SQLite's tables had today's names all along. */
export const RENAMED = {
  callSlots: 'reportSlots',
  callCounts: 'reportProgress',
  callDimensions: 'reportDimensions',
};

/**
 * Renames the collections of earlier versions, and completes their records. Several processes may do so at once, and an older process that still runs
 * may make the old collection again. Reports are counted from the feed, so the old one can be dropped then. Rejects with `NewerStore` when a
 * later version has written the database.
 */
export async function migrate(connection: mongoose.Connection): Promise<void> {
  const { db } = connection;
  if (!db) throw new Error('The connection is not open');
  await refuseNewer(db);
  for (const [former, name] of Object.entries(RENAMED)) {
    const names = (await db.listCollections({}, { nameOnly: true }).toArray()).map((one) => one.name);
    if (!names.includes(former)) continue;
    if (names.includes(name)) await db.dropCollection(former);
    else await renameOnce(db, former, name);
  }
  // Consumers of Google Ads from before there was a choice of its way.
  await db
    .collection('consumers')
    .updateMany(
      { kind: 'google_ads', 'settings.api': { $exists: false } },
      { $set: { 'settings.api': 'click_uploads' } },
    );
  // Webhooks from before they could be about some calls alone.
  await db
    .collection('consumers')
    .updateMany(
      { kind: 'webhook', 'settings.about': { $exists: false } },
      { $set: { 'settings.about': null } },
    );
  // Alerts from before they had limits.
  await db
    .collection('consumers')
    .updateMany(
      { kind: { $in: ['slack', 'teams', 'email'] }, 'settings.lowMinutes': { $exists: false } },
      { $set: { 'settings.lowMinutes': 15, 'settings.failingMinutes': 15 } },
    );
  // Reports by mail from before they had a language.
  await db
    .collection('consumers')
    .updateMany(
      { kind: 'report_mail', 'settings.language': { $exists: false } },
      { $set: { 'settings.language': 'en' } },
    );
  await markSchema(db);
}

async function renameOnce(db: mongoose.mongo.Db, former: string, name: string): Promise<void> {
  try {
    await db.renameCollection(former, name);
  } catch (error) {
    // Another process has renamed it.
    if (!(await db.listCollections({ name }).hasNext())) throw error;
  }
}
