import { z } from 'zod';
import { isIssuerUrl } from './formats.ts';
import { docs } from './variable-docs.ts';

/** The variables of sign-in by an OpenID Connect provider. */
export const oidcVariables = {
  OIDC_ISSUER: z
    .string()
    .refine(isIssuerUrl)
    .nullable()
    .default(null)
    .register(docs, {
      description:
        'The OpenID Connect provider by which people sign in, exactly as its discovery document writes `issuer`. Its callback ' +
        'address is <PUBLIC_URL>/v1/session/oidc/callback. Ringtrail connects to it directly, also in a private network. It ' +
        'needs OIDC_CLIENT_ID and OIDC_CLIENT_SECRET.',
      default: 'none',
      example: 'https://login.example.com/realms/agency',
      expected: 'an https:// URL without query and fragment. http:// is for localhost and 127.0.0.1',
    }),
  OIDC_CLIENT_ID: z.string().nullable().default(null).register(docs, {
    description: 'The id that the OpenID Connect provider gave Ringtrail.',
    default: 'none',
    example: 'ringtrail',
    expected: 'the id of a client',
  }),
  OIDC_CLIENT_SECRET: z.string().nullable().default(null).register(docs, {
    description: 'The secret that the OpenID Connect provider gave Ringtrail.',
    default: 'none',
    example: 'a-long-random-secret',
    expected: 'the secret of a client',
    secret: true,
  }),
  OIDC_NAME: z.string().max(60).default('single sign-on').register(docs, {
    description: 'The name of the OpenID Connect provider on the sign-in page: "Sign in with …".',
    default: 'single sign-on',
    example: 'Agency Login',
    expected: 'at most 60 characters',
  }),
};
