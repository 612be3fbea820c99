import { PhoneNumber } from '@ringtrail/tags/react';
import { office } from './office.js';

/** The server renders the office's own number, and the browser the visit's. */
export default function Page() {
  return (
    <main>
      <h1>Harbour Lights</h1>
      <p>
        Open until 18:00. Call <PhoneNumber {...office} className="phone" />.
      </p>
    </main>
  );
}
