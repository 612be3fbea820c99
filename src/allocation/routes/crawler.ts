import { isbot } from 'isbot';

/** HTTP libraries by the beginning of their user agent: a server uses one to request a number for its visitor. */
const LIBRARY =
  /^(?:aiohttp|apache-httpclient|axios|bun|curl|dart|deno|dotnet|faraday|fetch|finch|go-http-client|got|guzzle(?:http)?|hackney|http\.rb|httpclient|httpie|httpx|hyper|insomnia|jakarta|java|ky|laravel|libcurl|libwww-perl|lwp|needle|next\.js|node|okhttp|perl|php|postman|python|reqwest|request|restsharp|ruby|superagent|symfony|typhoeus|undici|wget|wordpress|\.net)(?![a-z])/i;
/** Robots that use one of these libraries say so behind it. */
const ROBOT = /bot|crawl|spider|mastodon|pleroma|misskey/i;

/**
 * Returns whether a user agent names a robot: a crawler, a link preview or a fetcher of an assistant, which would take numbers
 * that nobody calls. A headless Chrome is not a robot: it renders a person's page.
 */
export function isCrawler(userAgent: string): boolean {
  const isLibrary = LIBRARY.test(userAgent) && !ROBOT.test(userAgent);
  return !isLibrary && isbot(userAgent.replace('HeadlessChrome', 'Chrome'));
}
