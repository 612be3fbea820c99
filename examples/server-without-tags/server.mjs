/**
 * A site whose server writes the number into the page, without the tags. Run it: GATEWAY=https://calls.example.com SITE=site_…
 * ENDPOINT=end_… node server.mjs. TRUST_PROXY of the gateway must name this server.
 */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';

const { GATEWAY, SITE, ENDPOINT, PORT = '3000' } = process.env;
const OWN = { number: '+12025550199', national: '(202) 555-0199', link: null, renewAfterSeconds: null };
const VISIT_SECONDS = 30 * 60;

/** Returns the visit's number, or the site's own without a number or an answer in time. */
async function numberFor({ session, source, medium, address, userAgent }) {
  try {
    const response = await fetch(`${GATEWAY}/v1/allocations`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'User-Agent': userAgent, 'X-Forwarded-For': address },
      body: JSON.stringify({ site: SITE, endpoint: ENDPOINT, session, bucket: { source, medium } }),
      signal: AbortSignal.timeout(1500),
    });
    const answer = await response.json();
    return answer.number ? answer : OWN;
  } catch {
    return OWN;
  }
}

/** Renews the link while the page is visible. Without it, the link ends 15 seconds after the page was made. */
const renewal = ({ link, renewAfterSeconds }, session) => `<script>
  setInterval(() => {
    if (document.hidden) return;
    fetch('${GATEWAY}/v1/links/${link}/renewals', { method: 'POST', body: '${JSON.stringify({ session })}' });
  }, ${renewAfterSeconds * 1000});
</script>`;

const server = createServer(async (request, response) => {
  const { searchParams } = new URL(request.url, 'http://localhost');
  const [, saved] = /(?:^|; )visit=([\w-]{36})/.exec(request.headers.cookie ?? '') ?? [];
  const session = saved ?? randomUUID();
  const shown = await numberFor({
    session,
    source: searchParams.get('utm_source') ?? '(direct)',
    medium: searchParams.get('utm_medium') ?? '(none)',
    address: request.socket.remoteAddress,
    userAgent: request.headers['user-agent'] ?? '',
  });
  response.setHeader('Content-Type', 'text/html; charset=utf-8');
  response.setHeader(
    'Set-Cookie',
    `visit=${session}; Max-Age=${VISIT_SECONDS}; Path=/; HttpOnly; SameSite=Lax`,
  );
  response.end(`<!doctype html><title>Harbour Lights</title>
<p>Call us: <a href="tel:${shown.number}">${shown.national}</a></p>${shown.link ? renewal(shown, session) : ''}`);
});

server.listen(Number(PORT), () => console.log(`http://localhost:${server.address().port}`));
