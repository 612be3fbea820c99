import { DatabaseSync } from '@photostructure/sqlite';
import { NOT_ANNOTATED, qualificationFrom } from '../../src/domain/annotation.ts';
import { CHANNELS } from '../../src/domain/channel.ts';
import { facetsOf, UNRETURNED } from '../../src/store/call-facets.ts';
import { attribution, call } from '../../test/support/examples.ts';

const BATCH = 5000;
const BATCHES_A_CHECKPOINT = 10;
const OUTCOMES = ['answered', 'answered', 'answered', 'missed', 'voicemail', 'blocked'] as const;

export type Place = { provider: string; site: string; endpoint: string };

export type Filling = {
  calls: number;
  /** Where the call with this number goes. */
  placeOf: (i: number) => Place;
  /** The time of the call with this number. Missing: every 30 seconds, from the beginning of the examples. */
  atOf?: (i: number) => Date;
};

/**
 * Fills a SQLite file of Ringtrail with attributed calls, and with annotations of every tenth. It writes the rows as the store
 * would, in large transactions. Sources, campaigns, keywords and pages are frequent and rare as on real sites.
 */
export function fillCalls(path: string, { calls, placeOf, atOf }: Filling): void {
  const database = new DatabaseSync(path, { timeout: 60_000 });
  // Most pages of the indexes change with each batch: they stay in memory, and the log stays short.
  database.exec('PRAGMA synchronous = OFF; PRAGMA cache_size = -1000000');
  const add = {
    call: database.prepare('INSERT INTO calls (id, document, eventCount, facets) VALUES (?, ?, 1, ?)'),
    facets: database.prepare(
      'INSERT INTO callFacets (facet, provider, at, call) SELECT value, ?, ?, ? FROM json_each(?)',
    ),
    result: database.prepare('INSERT INTO callResults (provider, at, call, document) VALUES (?, ?, ?, ?)'),
    attribution: database.prepare('INSERT INTO attributions (id, document) VALUES (?, ?)'),
    annotation: database.prepare('INSERT INTO annotations (call, document) VALUES (?, ?)'),
  };
  for (let i = 0; i < calls; i += BATCH) {
    database.exec('BEGIN IMMEDIATE');
    for (let n = i; n < Math.min(i + BATCH, calls); n++) save(n);
    database.exec('COMMIT');
    if (i % (BATCHES_A_CHECKPOINT * BATCH) === 0) database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  }
  database.close();

  function save(i: number): void {
    const id = `call_${i.toString(36).padStart(20, '0')}`;
    const place = placeOf(i);
    const outcome = OUTCOMES[Math.floor(Math.random() * OUTCOMES.length)] ?? 'missed';
    const from = `+49151${String(Math.floor(Math.random() * calls)).padStart(8, '0')}`;
    const time = atOf && { at: atOf(i) };
    const one = call(id, i * 30, { ...place, outcome, from, state: 'ended', ...time });
    const { provider } = place;
    // A keyword belongs to one campaign, which leads to one page and comes from one source.
    const keyword = skewed(20_000);
    const source = i % 50_000 === 7 ? 'rare' : `source ${keyword % 50}`;
    const visit = attribution(`attr_${i}`, {
      ...{ call: id, provider, site: place.site, ...time },
      ...{ channel: CHANNELS[keyword % CHANNELS.length] ?? null, candidates: [] },
      ...{ source, to: i % 4 === 0 ? 'none' : 'session' },
      ...{ medium: 'cpc', campaign: `campaign ${keyword % 500}`, keyword: `keyword ${keyword}` },
      ...{ landingPage: `https://www.example.com/page-${keyword % 300}`, callerCalls: i % 3 },
    });
    const qualification = qualificationFrom({
      at: '',
      spam: i % 500 === 0,
      value: i % 1000,
      currency: 'EUR',
    });
    const annotation =
      i % 10 === 0 ? { ...NOT_ANNOTATED, tags: [`tag ${i % 40}`], qualification } : undefined;
    const found = facetsOf({ call: one, attribution: visit, annotation, isAnsweredLater: i % 7 < 5 });
    const at = one.at.toISOString();
    const unreturned = found.facets.includes(UNRETURNED) ? 1 : 0;
    add.call.run(id, JSON.stringify(one), JSON.stringify({ provider, at, ...found, unreturned }));
    add.facets.run(provider, at, id, JSON.stringify(found.facets));
    if (found.result) add.result.run(provider, at, id, JSON.stringify(found.result));
    add.attribution.run(visit.id, JSON.stringify(visit));
    if (annotation) add.annotation.run(id, JSON.stringify(annotation));
  }
}

/** Returns a whole number below the count. Small ones are frequent. */
function skewed(count: number): number {
  return Math.floor(count ** Math.random());
}
