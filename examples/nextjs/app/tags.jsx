'use client';

import { loadTags } from '@ringtrail/tags';
import { useEffect } from 'react';
import { office } from './office.js';

/** Loads the tags once the app runs in the browser. */
export function Tags() {
  useEffect(() => {
    loadTags({ gateway: 'https://calls.example.com', site: 'site_…', endpoint: office.endpoint });
  }, []);
  return null;
}
