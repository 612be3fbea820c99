import { describe, expect, it } from 'vitest';
import { isCrawler } from './crawler.ts';

describe('a robot', () => {
  it.each([
    'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
    'WhatsApp/2.24.6.77 A',
    'Perplexity-User/1.0',
    'Claude-User/1.0',
    'MistralAI-User/1.0',
    'meta-externalfetcher/1.1',
    'SkypeUriPreview Preview/0.5',
    'Snap URL Preview Service; bot; snapchat; https://developers.snap.com/robots',
    'Iframely/1.3.1 (+https://iframely.com/docs/about)',
    'http.rb/5.1.1 (Mastodon/4.2.0; +https://mastodon.example/) Bot',
    'python-requests/2.31 spider',
    'curlbot/1.0',
    'nodejs-crawler',
  ])('gets no number: %s', (userAgent) => {
    expect(isCrawler(userAgent)).toBe(true);
  });

  it.each([
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36',
    'Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/126.0.0.0 Safari/537.36',
    'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/126.0 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/470]',
    'node',
    'axios/1.7.2',
    'curl/8.8.0',
    'undici',
    'Go-http-client/2.0',
    'python-httpx/0.27',
    'okhttp/4.12',
    'GuzzleHttp/7',
    'Next.js Middleware',
    'WordPress/6.5; https://www.example.com',
    '',
  ])('is not a browser or a server that asks for its visitor: %s', (userAgent) => {
    expect(isCrawler(userAgent)).toBe(false);
  });
});
