// Made from the OpenAPI document. Do not edit it: RINGTRAIL_TEST_WRITE_CLIENT=on npx vitest run test/client.test.ts

export type AllocationRequest = { "endpoint": string; "site": string; "session": string | null; "bucket": Record<string, string> | string; "context"?: { "page"?: string | null; "referrer"?: string | null; "visitor"?: string | null; "bucketId"?: string; "clickIds"?: Record<string, string>; "values"?: Record<string, string> } };
export type RenewalRequest = { "session"?: string | null };
export type Hit = { "site": string; "session": string; "type": "page" | "tap" | "leave"; "at"?: string; "page"?: string | null; "link"?: string | null };
export type Correction = { "to": "session" | "bucket" | "none"; "session"?: string; "site"?: string; "bucket"?: Record<string, string>; "reason": string };
export type MadeUpCall = { "from": string; "at"?: string; "to"?: string; "carrier"?: "twilio" | "signalwire" | "telnyx" | "plivo" | "vonage" | "bandwidth"; "attestation"?: "A" | "B" | "C" | "failed" | null; "callsBefore"?: number; "answeredBefore"?: string | null; "turn"?: number; "source"?: string; "medium"?: string; "campaign"?: string; "keyword"?: string };
export type Pin = { "endpoint": string; "values": Record<string, string> };
export type RequestedRouting = { "version"?: 1; "timeoutSeconds"?: number; "ring"?: (RequestedRingGroup)[]; "rememberCaller"?: boolean; "byCaller"?: ({ "callers": (string)[]; "ring": (RequestedRingGroup)[] })[]; "schedule"?: Schedule | null; "closed"?: { "announcement"?: string; "action"?: "hangup" | "voicemail" | "ring"; "ring"?: (RequestedRingGroup)[] }; "greeting"?: string | null; "whisper"?: string | null; "record"?: boolean; "voicemail"?: { "text"?: string; "maxSeconds"?: number } | null; "keypress"?: { "text"?: string; "key"?: string; "timeoutSeconds"?: number; "attempts"?: number; "everybody"?: boolean } | null; "blocked"?: (string)[]; "allowed"?: (string)[]; "anonymous"?: "ring" | "keypress" | "voicemail" | "block"; "spam"?: { "attestation"?: { "A"?: "ring" | "keypress" | "voicemail" | "block"; "B"?: "ring" | "keypress" | "voicemail" | "block"; "C"?: "ring" | "keypress" | "voicemail" | "block"; "failed"?: "ring" | "keypress" | "voicemail" | "block"; "none"?: "ring" | "keypress" | "voicemail" | "block" }; "rate"?: { "calls": number; "withinSeconds": number; "action"?: "ring" | "keypress" | "voicemail" | "block" } | null }; "refusal"?: "rejected" | "busy" };
export type RequestedRingGroup = { "targets": (RequestedRingTarget)[]; "strategy"?: "together" | "inOrder" | "weighted"; "timeoutSeconds"?: number };
export type RequestedRingTarget = { "number"?: string; "sip"?: string; "weight"?: number };
export type Schedule = { "timeZone": string; "weekly": { "monday"?: (Hours)[]; "tuesday"?: (Hours)[]; "wednesday"?: (Hours)[]; "thursday"?: (Hours)[]; "friday"?: (Hours)[]; "saturday"?: (Hours)[]; "sunday"?: (Hours)[] }; "holidays"?: ({ "date": string; "hours"?: (Hours)[] })[] };
export type Hours = { "from": string; "to": string };
export type RoutingChange = Record<string, unknown>;
export type InstallationCheckRequest = { "url"?: string; "endpoint"?: string; "html"?: string };
export type NewTestCall = { "site": string; "to": string };
export type Problem = { "type": "about:blank"; "title": string; "status": number; "code": "invalid_request" | "invalid_json" | "body_too_large" | "unsupported_media_type" | "unauthorized" | "sign_in_failed" | "second_factor_required" | "forbidden" | "sign_in_again" | "second_factor_missing" | "origin_not_allowed" | "signature_invalid" | "not_found" | "method_not_allowed" | "unknown_site" | "unknown_endpoint" | "unknown_reference" | "unsupported_by_carrier" | "already_there" | "already_replaced" | "in_use" | "link_ended" | "bad_cursor" | "idempotency_key_reused" | "idempotency_key_in_progress" | "rate_limited" | "unavailable" | "internal"; "detail": string; "requestId": string; "errors"?: ({ "pointer": string; "detail": string })[] };
export type Allocation = { "number": string | null; "national": string | null; "keyedBy": "session" | "bucket" | "overflow" | "none"; "reason": "within_threshold" | "no_session" | "over_threshold" | "no_number_for_session" | "address_limit" | "shared_bucket" | "no_number_free" | "rate_limited" | "site_rate_limited" | "rebuilding" | "bot" | "unavailable"; "link": string | null; "expiresAt": string | null; "renewAfterSeconds": number | null };
export type RefusedAllocation = { "type": "about:blank"; "title": string; "status": number; "code": "invalid_request" | "invalid_json" | "body_too_large" | "unsupported_media_type" | "unauthorized" | "sign_in_failed" | "second_factor_required" | "forbidden" | "sign_in_again" | "second_factor_missing" | "origin_not_allowed" | "signature_invalid" | "not_found" | "method_not_allowed" | "unknown_site" | "unknown_endpoint" | "unknown_reference" | "unsupported_by_carrier" | "already_there" | "already_replaced" | "in_use" | "link_ended" | "bad_cursor" | "idempotency_key_reused" | "idempotency_key_in_progress" | "rate_limited" | "unavailable" | "internal"; "detail": string; "requestId": string; "errors"?: ({ "pointer": string; "detail": string })[]; "number": string | null; "national": string | null; "keyedBy": "session" | "bucket" | "overflow" | "none"; "reason": "within_threshold" | "no_session" | "over_threshold" | "no_number_for_session" | "address_limit" | "shared_bucket" | "no_number_free" | "rate_limited" | "site_rate_limited" | "rebuilding" | "bot" | "unavailable"; "link": string | null; "expiresAt": string | null; "renewAfterSeconds": number | null };
export type PoolState = { "pool": string; "at": string; "ready": boolean; "numbers": { "total": number; "free": number; "resting": number; "linked": number }; "links": { "session": number; "bucket": number }; "activeSessions": number; "threshold": number; "reserve": number; "mode": "session" | "bucket"; "rates": { "session": number; "bucket": number; "overflow": number; "none": number; "linksStarted": number; "linksEnded": number }; "exhaustedInMinutes": number | null };
export type Call = { "id": string; "carrier": "twilio" | "signalwire" | "telnyx" | "plivo" | "vonage" | "bandwidth"; "carrierCallId": string; "from": string | null; "to": string | null; "at": string; "state": "ringing" | "talking" | "voicemail" | "ended"; "outcome": "answered" | "missed" | "failed" | "voicemail" | "blocked" | null; "ringSeconds": number | null; "talkSeconds": number | null; "answeredBy": string | null; "recording": { "url": string; "seconds": number | null } | null; "attestation": "A" | "B" | "C" | "failed" | null; "forwardedFrom": string | null; "account": string | null; "reconciled": boolean; "resolution": "live" | "late" | "repeat_caller" | "shown_before" | "unlinked" | "pinned" | "overflow" | "unknown" | null; "endpoint": string | null; "site": string | null; "provider": string | null; "link": string | null; "requestId"?: string; "attribution": string | null; "visit": Visit | null; "tags": (string)[]; "notes": (Note)[]; "qualification": Qualification | null; "calledBackAt": string | null };
export type Visit = { "to": "session" | "bucket" | "none"; "session": string | null; "visitor": string | null; "bucket": Record<string, string> | null; "channel": "Direct" | "Cross-network" | "Paid Shopping" | "Paid Search" | "Paid Social" | "Paid Video" | "Display" | "Paid Other" | "AI Assistant" | "Organic Shopping" | "Organic Social" | "Organic Video" | "Organic Search" | "Referral" | "Email" | "Affiliates" | "Audio" | "SMS" | "Mobile Push Notifications" | "Unassigned" | null; "landingPage": string | null; "clickIds": Record<string, string>; "firstTouch": Touch | null; "lastTouch": Touch | null; "pages": (PageView)[]; "callerCalls": number | null; "rung": "session" | "bucket" | "overflow" | "pinned" | "none"; "confidence": number };
export type Touch = { "source": string | null; "medium": string | null; "campaign": string | null; "keyword": string | null; "content": string | null; "channel": "Direct" | "Cross-network" | "Paid Shopping" | "Paid Search" | "Paid Social" | "Paid Video" | "Display" | "Paid Other" | "AI Assistant" | "Organic Shopping" | "Organic Social" | "Organic Video" | "Organic Search" | "Referral" | "Email" | "Affiliates" | "Audio" | "SMS" | "Mobile Push Notifications" | "Unassigned"; "page": string | null; "referrer": string | null; "clickIds": Record<string, string> };
export type PageView = { "page": string | null; "at": string };
export type Note = { "text": string; "at": string };
export type Qualification = { "qualified": boolean | null; "spam": boolean; "value": number | null; "currency": string | null; "at": string };
export type AttributionRecord = { "id": string; "call": string; "provider": string | null; "site": string | null; "endpoint": string | null; "to": "session" | "bucket" | "none"; "session": string | null; "visitor": string | null; "bucket": Record<string, string> | null; "source": string | null; "medium": string | null; "campaign": string | null; "keyword": string | null; "channel": "Direct" | "Cross-network" | "Paid Shopping" | "Paid Search" | "Paid Social" | "Paid Video" | "Display" | "Paid Other" | "AI Assistant" | "Organic Shopping" | "Organic Social" | "Organic Video" | "Organic Search" | "Referral" | "Email" | "Affiliates" | "Audio" | "SMS" | "Mobile Push Notifications" | "Unassigned" | null; "landingPage": string | null; "clickIds": Record<string, string>; "firstTouch": Touch | null; "lastTouch": Touch | null; "pages": (PageView)[]; "callerCalls": number | null; "outcome": "answered" | "missed" | "failed" | "voicemail" | "blocked" | null; "talkSeconds": number | null; "confidence": number; "candidates": (Candidate)[]; "buckets": (BucketShare)[]; "nobody": number; "hazards": number | null; "provisional": boolean; "evidence": (string)[]; "findings"?: (Finding)[]; "rung": "session" | "bucket" | "overflow" | "pinned" | "none"; "replaces": string | null; "cause": "call" | "correction" | "reattribution" | "outcome"; "at": string; "madeAt": string; "requestId"?: string; "erasedAt"?: string };
export type Candidate = { "to": "session" | "bucket"; "session": string | null; "bucket": Record<string, string> | null; "link": string; "probability": number; "state": "open" | "closed"; "ageSeconds": number; "closedSeconds": number | null; "callsPerHour": number; "factors": (Factor)[] };
export type Factor = { "of": "intent" | "tap" | "repeat_caller" | "region"; "ratio": number };
export type BucketShare = { "bucket": Record<string, string>; "probability": number };
export type Finding = { "code": "not_of_a_pool" | "to_endpoint_of_caller" | "to_endpoint_of_visitors" | "overflow_number" | "pinned" | "shown_to_nobody" | "shown_at_call" | "shown_before_call" | "page_open" | "rate_of_open_page" | "rate_of_left_page" | "intent" | "tap" | "known_caller" | "same_region" | "other_region" | "visitor_probability" | "bucket_over_threshold" | "bucket_without_free_number" | "bucket_by_network" | "bucket_of_all" | "other_visitors" | "other_visitors_and_more" | "nobody_probability" | "to_session" | "to_bucket" | "to_bucket_of_number" | "to_nobody" | "to_nobody_of_number" | "provisional" | "corrected"; "facts": Record<string, number | string> };
export type CallReport = { "data": ({ "calls": number; "outcomes": { "answered": number; "missed": number; "failed": number; "voicemail": number; "blocked": number }; "to": { "session": number; "bucket": number; "none": number }; "talkSeconds": number; "confidence": number | null; "by": Record<string, string | null> })[]; "total": ReportSums; "isComplete": boolean; "upTo": string };
export type ReportSums = { "calls": number; "outcomes": { "answered": number; "missed": number; "failed": number; "voicemail": number; "blocked": number }; "to": { "session": number; "bucket": number; "none": number }; "talkSeconds": number; "confidence": number | null };
export type Shared = { "name": string; "shows": "calls" | "report"; "query": Record<string, string>; "expiresAt": string; "provider": { "id": string; "name": string }; "timeZone": string | null };
export type SharedCall = { "id": string; "carrier": "twilio" | "signalwire" | "telnyx" | "plivo" | "vonage" | "bandwidth"; "carrierCallId": string; "from": string | null; "to": string | null; "at": string; "state": "ringing" | "talking" | "voicemail" | "ended"; "outcome": "answered" | "missed" | "failed" | "voicemail" | "blocked" | null; "ringSeconds": number | null; "talkSeconds": number | null; "answeredBy": string | null; "recording": { "url": string; "seconds": number | null } | null; "attestation": "A" | "B" | "C" | "failed" | null; "forwardedFrom": string | null; "account": string | null; "reconciled": boolean; "resolution": "live" | "late" | "repeat_caller" | "shown_before" | "unlinked" | "pinned" | "overflow" | "unknown" | null; "endpoint": string | null; "site": string | null; "provider": string | null; "link": string | null; "requestId"?: string; "attribution": string | null; "visit": Visit | null; "qualification": Qualification | null; "calledBackAt": string | null };
export type SharedReport = { "data": ({ "calls": number; "outcomes": { "answered": number; "missed": number; "failed": number; "voicemail": number; "blocked": number }; "to": { "session": number; "bucket": number; "none": number }; "talkSeconds": number; "confidence": number | null; "by": Record<string, string | null> })[]; "total": ReportSums; "isComplete": boolean };
export type Reattribution = { "id": string; "provider": string; "since": string; "until": string; "state": "waiting" | "running" | "done"; "done": number; "changed": number; "kept": number; "reached": string | null; "cursor": string | null; "createdAt": string; "endedAt": string | null };
export type HazardsInUse = { "provisional": boolean; "edges": (number)[]; "hazards": Hazards; "fit": { "provider": string; "version": number; "calls": number; "showings": number; "numbers": number; "since": string; "until": string; "fittedAt": string } | null };
export type Hazards = { "open": (number)[]; "closed": (number)[]; "background": number; "backgroundShare": number; "intents": ({ "name": string; "weight": number })[] };
export type Drift = { "checkedAt": string; "accounts": ({ "carrier": "twilio" | "signalwire" | "telnyx" | "plivo" | "vonage" | "bandwidth"; "account": string; "numbers": number; "error": string | null })[]; "unchecked": ("twilio" | "signalwire" | "telnyx" | "plivo" | "vonage" | "bandwidth")[]; "elsewhere": ({ "carrier": "twilio" | "signalwire" | "telnyx" | "plivo" | "vonage" | "bandwidth"; "account": string; "number": string; "voiceUrl": string | null; "detail": string })[]; "missing": ({ "carrier": "twilio" | "signalwire" | "telnyx" | "plivo" | "vonage" | "bandwidth"; "number": string; "id": string })[]; "unknown": ({ "carrier": "twilio" | "signalwire" | "telnyx" | "plivo" | "vonage" | "bandwidth"; "account": string; "number": string; "voiceUrl": string | null })[] };
export type RoutedCall = { "carrier": "twilio" | "signalwire" | "telnyx" | "plivo" | "vonage" | "bandwidth"; "steps": (CallStep)[]; "document": { "contentType": string; "body": string }; "routedTo": "blocked" | "voicemail" | "message" | "announced" | null; "afterwards": ((CallStep)[])[]; "caveats": (string)[] };
export type CallStep = { "type": "dial" | "say" | "gather" | "voicemail" | "reject" | "hangup" };
export type NewConsumer = { "id": string; "provider": string; "name": string; "paused": boolean; "inOrder": boolean; "rule": ConsumerRule; "createdAt": string; "kind": "webhook"; "settings": { "url": string; "about": "missed_call" | "ad_call_missed" | "voicemail" | "any_call" | "first_call_of_campaign" | "pool_low" | "consumer_failing" | "silence" | "numbers_elsewhere" | null }; "state": "active" | "slowed" | "paused" | "disabled" | "unconnected"; "disabled": { "at": string; "reason": string } | null; "slowedUntil": string | null; "secret": string | null } | { "id": string; "provider": string; "name": string; "paused": boolean; "inOrder": boolean; "rule": ConsumerRule; "createdAt": string; "kind": "ga4"; "settings": { "measurementId": string; "eventName": string; "url": string; "consent": { "adUserData": "GRANTED" | "DENIED"; "adPersonalization": "GRANTED" | "DENIED" } | null; "value": number | null; "currency": string | null }; "state": "active" | "slowed" | "paused" | "disabled" | "unconnected"; "disabled": { "at": string; "reason": string } | null; "slowedUntil": string | null; "secret": string | null } | { "id": string; "provider": string; "name": string; "paused": boolean; "inOrder": boolean; "rule": ConsumerRule; "createdAt": string; "kind": "google_ads"; "settings": { "customerId": string; "loginCustomerId": string | null; "conversionAction": string; "api": "data_manager" | "click_uploads"; "apiVersion": string; "url": string | null; "tokenUrl": string; "consent": { "adUserData": "GRANTED" | "DENIED"; "adPersonalization": "GRANTED" | "DENIED" } | null; "withCaller": boolean; "value": number | null; "currency": string | null }; "state": "active" | "slowed" | "paused" | "disabled" | "unconnected"; "disabled": { "at": string; "reason": string } | null; "slowedUntil": string | null; "secret": string | null } | { "id": string; "provider": string; "name": string; "paused": boolean; "inOrder": boolean; "rule": ConsumerRule; "createdAt": string; "kind": "meta"; "settings": { "dataset": string; "eventName": string; "apiVersion": string; "url": string; "withCaller": boolean; "testEventCode": string | null; "value": number | null; "currency": string | null }; "state": "active" | "slowed" | "paused" | "disabled" | "unconnected"; "disabled": { "at": string; "reason": string } | null; "slowedUntil": string | null; "secret": string | null } | { "id": string; "provider": string; "name": string; "paused": boolean; "inOrder": boolean; "rule": ConsumerRule; "createdAt": string; "kind": "microsoft_ads"; "settings": { "customerId": string; "accountId": string; "conversionName": string; "url": string; "tokenUrl": string; "withCaller": boolean; "value": number | null; "currency": string | null }; "state": "active" | "slowed" | "paused" | "disabled" | "unconnected"; "disabled": { "at": string; "reason": string } | null; "slowedUntil": string | null; "secret": string | null } | { "id": string; "provider": string; "name": string; "paused": boolean; "inOrder": boolean; "rule": ConsumerRule; "createdAt": string; "kind": "slack"; "settings": { "about": "missed_call" | "ad_call_missed" | "voicemail" | "any_call" | "first_call_of_campaign" | "pool_low" | "consumer_failing" | "silence" | "numbers_elsewhere"; "withCaller": boolean; "quietMinutes": number; "lowMinutes": number; "failingMinutes": number; "consoleUrl": string | null }; "state": "active" | "slowed" | "paused" | "disabled" | "unconnected"; "disabled": { "at": string; "reason": string } | null; "slowedUntil": string | null; "secret": string | null } | { "id": string; "provider": string; "name": string; "paused": boolean; "inOrder": boolean; "rule": ConsumerRule; "createdAt": string; "kind": "teams"; "settings": { "about": "missed_call" | "ad_call_missed" | "voicemail" | "any_call" | "first_call_of_campaign" | "pool_low" | "consumer_failing" | "silence" | "numbers_elsewhere"; "withCaller": boolean; "quietMinutes": number; "lowMinutes": number; "failingMinutes": number; "consoleUrl": string | null }; "state": "active" | "slowed" | "paused" | "disabled" | "unconnected"; "disabled": { "at": string; "reason": string } | null; "slowedUntil": string | null; "secret": string | null } | { "id": string; "provider": string; "name": string; "paused": boolean; "inOrder": boolean; "rule": ConsumerRule; "createdAt": string; "kind": "email"; "settings": { "about": "missed_call" | "ad_call_missed" | "voicemail" | "any_call" | "first_call_of_campaign" | "pool_low" | "consumer_failing" | "silence" | "numbers_elsewhere"; "withCaller": boolean; "quietMinutes": number; "lowMinutes": number; "failingMinutes": number; "consoleUrl": string | null; "to": (string)[] }; "state": "active" | "slowed" | "paused" | "disabled" | "unconnected"; "disabled": { "at": string; "reason": string } | null; "slowedUntil": string | null; "secret": string | null };
export type ConsumerRule = { "outcomes": ("answered" | "missed" | "failed" | "voicemail" | "blocked")[] | null; "minTalkSeconds": number; "minConfidence": number; "to": ("session" | "bucket" | "none")[] | null; "sites": (string)[] | null; "qualified": boolean; "spam": boolean };
export type Consumer = { "id": string; "provider": string; "name": string; "paused": boolean; "inOrder": boolean; "rule": ConsumerRule; "createdAt": string; "kind": "webhook"; "settings": { "url": string; "about": "missed_call" | "ad_call_missed" | "voicemail" | "any_call" | "first_call_of_campaign" | "pool_low" | "consumer_failing" | "silence" | "numbers_elsewhere" | null }; "state": "active" | "slowed" | "paused" | "disabled" | "unconnected"; "disabled": { "at": string; "reason": string } | null; "slowedUntil": string | null } | { "id": string; "provider": string; "name": string; "paused": boolean; "inOrder": boolean; "rule": ConsumerRule; "createdAt": string; "kind": "ga4"; "settings": { "measurementId": string; "eventName": string; "url": string; "consent": { "adUserData": "GRANTED" | "DENIED"; "adPersonalization": "GRANTED" | "DENIED" } | null; "value": number | null; "currency": string | null }; "state": "active" | "slowed" | "paused" | "disabled" | "unconnected"; "disabled": { "at": string; "reason": string } | null; "slowedUntil": string | null } | { "id": string; "provider": string; "name": string; "paused": boolean; "inOrder": boolean; "rule": ConsumerRule; "createdAt": string; "kind": "google_ads"; "settings": { "customerId": string; "loginCustomerId": string | null; "conversionAction": string; "api": "data_manager" | "click_uploads"; "apiVersion": string; "url": string | null; "tokenUrl": string; "consent": { "adUserData": "GRANTED" | "DENIED"; "adPersonalization": "GRANTED" | "DENIED" } | null; "withCaller": boolean; "value": number | null; "currency": string | null }; "state": "active" | "slowed" | "paused" | "disabled" | "unconnected"; "disabled": { "at": string; "reason": string } | null; "slowedUntil": string | null } | { "id": string; "provider": string; "name": string; "paused": boolean; "inOrder": boolean; "rule": ConsumerRule; "createdAt": string; "kind": "meta"; "settings": { "dataset": string; "eventName": string; "apiVersion": string; "url": string; "withCaller": boolean; "testEventCode": string | null; "value": number | null; "currency": string | null }; "state": "active" | "slowed" | "paused" | "disabled" | "unconnected"; "disabled": { "at": string; "reason": string } | null; "slowedUntil": string | null } | { "id": string; "provider": string; "name": string; "paused": boolean; "inOrder": boolean; "rule": ConsumerRule; "createdAt": string; "kind": "microsoft_ads"; "settings": { "customerId": string; "accountId": string; "conversionName": string; "url": string; "tokenUrl": string; "withCaller": boolean; "value": number | null; "currency": string | null }; "state": "active" | "slowed" | "paused" | "disabled" | "unconnected"; "disabled": { "at": string; "reason": string } | null; "slowedUntil": string | null } | { "id": string; "provider": string; "name": string; "paused": boolean; "inOrder": boolean; "rule": ConsumerRule; "createdAt": string; "kind": "slack"; "settings": { "about": "missed_call" | "ad_call_missed" | "voicemail" | "any_call" | "first_call_of_campaign" | "pool_low" | "consumer_failing" | "silence" | "numbers_elsewhere"; "withCaller": boolean; "quietMinutes": number; "lowMinutes": number; "failingMinutes": number; "consoleUrl": string | null }; "state": "active" | "slowed" | "paused" | "disabled" | "unconnected"; "disabled": { "at": string; "reason": string } | null; "slowedUntil": string | null } | { "id": string; "provider": string; "name": string; "paused": boolean; "inOrder": boolean; "rule": ConsumerRule; "createdAt": string; "kind": "teams"; "settings": { "about": "missed_call" | "ad_call_missed" | "voicemail" | "any_call" | "first_call_of_campaign" | "pool_low" | "consumer_failing" | "silence" | "numbers_elsewhere"; "withCaller": boolean; "quietMinutes": number; "lowMinutes": number; "failingMinutes": number; "consoleUrl": string | null }; "state": "active" | "slowed" | "paused" | "disabled" | "unconnected"; "disabled": { "at": string; "reason": string } | null; "slowedUntil": string | null } | { "id": string; "provider": string; "name": string; "paused": boolean; "inOrder": boolean; "rule": ConsumerRule; "createdAt": string; "kind": "email"; "settings": { "about": "missed_call" | "ad_call_missed" | "voicemail" | "any_call" | "first_call_of_campaign" | "pool_low" | "consumer_failing" | "silence" | "numbers_elsewhere"; "withCaller": boolean; "quietMinutes": number; "lowMinutes": number; "failingMinutes": number; "consoleUrl": string | null; "to": (string)[] }; "state": "active" | "slowed" | "paused" | "disabled" | "unconnected"; "disabled": { "at": string; "reason": string } | null; "slowedUntil": string | null };
export type Trial = { "ok": boolean; "status": number | null; "answer": string | null; "ms": number | null; "reason": { "code": string; "detail": string } | null };
export type Authorization = { "url": string; "expiresAt": string };
export type ListedDelivery = { "id": string; "consumer": string; "provider": string | null; "call": string | null; "attribution": string | null; "type": "attribution" | "retraction" | "restatement" | "notice"; "ordinal": number; "notice"?: Notice; "at": string; "state": "waiting" | "sending" | "delivered" | "skipped" | "dead"; "reason": { "code": string; "detail": string } | null; "notes": (string)[]; "deadline": string | null; "nextTryAt": string | null; "tries": number; "begunAt": string | null; "requestId"?: string; "createdAt": string; "deliveredAt": string | null };
export type Notice = { "about": "pool_low" | "consumer_failing" | "silence" | "numbers_elsewhere"; "phase": "begun" | "over"; "subject": string; "title": string; "facts": ({ "name": string; "value": string })[]; "path": string | null; "at": string };
export type Delivery = { "id": string; "consumer": string; "provider": string | null; "call": string | null; "attribution": string | null; "type": "attribution" | "retraction" | "restatement" | "notice"; "ordinal": number; "notice"?: Notice; "at": string; "state": "waiting" | "sending" | "delivered" | "skipped" | "dead"; "reason": { "code": string; "detail": string } | null; "notes": (string)[]; "deadline": string | null; "nextTryAt": string | null; "tries": number; "begunAt": string | null; "attempts": ({ "at": string; "ms": number | null; "status": number | null; "answer": string | null; "reason": { "code": string; "detail": string } | null })[]; "sent": string | null; "requestId"?: string; "createdAt": string; "deliveredAt": string | null };
export type Provider = { "id": string; "name": string; "threshold": number | null; "countedBy": "provider" | "site"; "boundary": "above" | "reaching"; "hysteresis": number; "activeSeconds": number; "defaultEndpoint": string | null; "claimAt": number; "lateCallSeconds": number; "retentionDays"?: number | null; "country"?: string | null; "timeZone"?: string | null; "callerNumbers"?: "keep" | "hash"; "demo"?: "filling" | "ready" | "removing"; "createdAt": string };
export type Pool = { "id": string; "provider": string; "name": string; "holdSeconds": number; "renewSeconds": number; "overflowNumber": string | null; "reserve": number | null; "createdAt": string };
export type VirtualNumber = { "id": string; "provider": string; "pool": string; "carrier": "twilio" | "signalwire" | "telnyx" | "plivo" | "vonage" | "bandwidth"; "number": string; "state": "active" | "paused" | "retired"; "pinned": Pin | null; "createdAt": string };
export type SiteWithEndpoints = { "id": string; "provider": string; "pool": string; "name": string; "origins": (string)[]; "allocationsPerMinute": number | null; "bucketing": ("source" | "medium" | "campaign" | "keyword" | "location")[]; "tags"?: { "when"?: "load" | "visible" | "intent"; "consent"?: "assumed" | "required"; "ga4"?: string | null; "sharedVisit"?: boolean; "messagingLinks"?: boolean; "attributes"?: ("title" | "aria-label" | "alt" | "placeholder" | "value")[]; "jsonLd"?: boolean; "shadowRoots"?: boolean }; "createdAt": string; "endpoints": (Endpoint)[] };
export type Endpoint = { "id": string; "provider": string; "site": string; "name": string; "number": string | null; "sip": string | null; "routing": Routing; "tags"?: { "when"?: "load" | "visible" | "intent" }; "createdAt": string };
export type Routing = { "version": 1; "timeoutSeconds": number; "ring": (RingGroup)[]; "rememberCaller": boolean; "byCaller": ({ "callers": (string)[]; "ring": (RingGroup)[] })[]; "schedule": ScheduleOutput | null; "closed": { "announcement": string; "action": "hangup" | "voicemail" | "ring"; "ring": (RingGroup)[] }; "greeting": string | null; "whisper": string | null; "record": boolean; "voicemail": { "text": string; "maxSeconds": number } | null; "keypress": { "text": string; "key": string; "timeoutSeconds": number; "attempts": number; "everybody": boolean } | null; "blocked": (string)[]; "allowed": (string)[]; "anonymous": "ring" | "keypress" | "voicemail" | "block"; "spam": { "attestation": { "A": "ring" | "keypress" | "voicemail" | "block"; "B": "ring" | "keypress" | "voicemail" | "block"; "C": "ring" | "keypress" | "voicemail" | "block"; "failed": "ring" | "keypress" | "voicemail" | "block"; "none": "ring" | "keypress" | "voicemail" | "block" }; "rate": { "calls": number; "withinSeconds": number; "action": "ring" | "keypress" | "voicemail" | "block" } | null }; "refusal": "rejected" | "busy" };
export type RingGroup = { "targets": (RingTarget)[]; "strategy": "together" | "inOrder" | "weighted"; "timeoutSeconds": number };
export type RingTarget = { "number"?: string; "sip"?: string; "weight": number };
export type NewApiKey = { "id": string; "name": string; "scopes": ("calls:read" | "calls:write" | "callers:read" | "recordings:read" | "attributions:read" | "attributions:write" | "reports:read" | "setup:read" | "setup:write" | "consumers:read" | "consumers:write" | "privacy:read" | "privacy:write" | "keys:read" | "keys:write" | "people:read" | "people:write" | "shares:read" | "shares:write" | "audit:read" | "system:read" | "read" | "admin")[]; "providers": (string)[] | null; "expiresAt": string | null; "setBy"?: "RINGTRAIL_ADMIN_KEY" | "secrets.json"; "createdAt": string; "formerUntil": string | null; "lastUsedAt": string | null; "secret": string };
export type ApiKey = { "id": string; "name": string; "scopes": ("calls:read" | "calls:write" | "callers:read" | "recordings:read" | "attributions:read" | "attributions:write" | "reports:read" | "setup:read" | "setup:write" | "consumers:read" | "consumers:write" | "privacy:read" | "privacy:write" | "keys:read" | "keys:write" | "people:read" | "people:write" | "shares:read" | "shares:write" | "audit:read" | "system:read" | "read" | "admin")[]; "providers": (string)[] | null; "expiresAt": string | null; "setBy"?: "RINGTRAIL_ADMIN_KEY" | "secrets.json"; "createdAt": string; "formerUntil": string | null; "lastUsedAt": string | null };
export type Person = { "id": string; "email": string; "name": string; "role": "owner" | "manager" | "analyst" | "viewer"; "providers": (string)[] | null; "seesCallers"?: boolean; "createdAt": string; "lastSeenAt": string | null; "isInvited": boolean };
export type NewPerson = { "id": string; "email": string; "name": string; "role": "owner" | "manager" | "analyst" | "viewer"; "providers": (string)[] | null; "seesCallers"?: boolean; "createdAt": string; "lastSeenAt": string | null; "isInvited": boolean; "invitation": OneTimeLink };
export type OneTimeLink = { "expiresAt": string; "url": string | null };
export type NewShare = { "id": string; "provider": string; "name": string; "shows": "calls" | "report"; "query": Record<string, string>; "expiresAt": string; "createdAt": string; "secret": string; "url": string };
export type Share = { "id": string; "provider": string; "name": string; "shows": "calls" | "report"; "query": Record<string, string>; "expiresAt": string; "createdAt": string };
export type Block = { "id": string; "provider": string; "caller": string; "by": { "id": string; "name": string }; "note": string | null; "createdAt": string };
export type RenewedKey = { "secret": string; "formerUntil": string | null };
export type Session = { "kind": "key" | "person" | "share"; "id": string; "name": string; "email": string | null; "role": "owner" | "manager" | "analyst" | "viewer" | null; "providers": (string)[] | null; "scopes": ("calls:read" | "calls:write" | "callers:read" | "recordings:read" | "attributions:read" | "attributions:write" | "reports:read" | "setup:read" | "setup:write" | "consumers:read" | "consumers:write" | "privacy:read" | "privacy:write" | "keys:read" | "keys:write" | "people:read" | "people:write" | "shares:read" | "shares:write" | "audit:read" | "system:read" | "shared:read")[]; "csrfToken": string | null; "expiresAt": string | null; "hasSecondFactor": boolean; "needsSecondFactor": boolean };
export type PersonSession = { "id": string; "startedAt": string; "seenAt": string; "address": string; "agent": string; "way": "password" | "passkey" | "oidc" | "ticket"; "secondFactor": boolean; "isThis": boolean };
export type Passkey = { "id": string; "name": string; "createdAt": string; "usedAt": string | null };
export type Erasure = { "id": string; "of": "caller" | "visitor"; "provider": string | null; "erased": Erased; "calls": (string)[]; "recordings": (string)[]; "blockedBy": (string)[]; "at": string };
export type Erased = { "calls": number; "events": number; "attributions": number; "notes": number; "deliveries": number; "sessions": number; "hits": number; "showings": number; "links": number; "jobs": number; "blocks"?: number; "memories": number };
export type AuditEntry = { "id": string; "kind": "key" | "person" | "share" | "ringtrail" | "unknown"; "key": string; "name": string; "address": string | null; "method": string; "route": string; "provider": string | null; "ids": (string)[]; "query": Record<string, string>; "readsCallers": boolean; "changes": (AuditedChange)[]; "status": number; "at": string; "count": number };
export type AuditedChange = { "kind": string; "id": string; "before": Record<string, unknown> | null; "after": Record<string, unknown> | null };
export type SystemState = { "at": string; "version": string; "node": string; "role": "gateway" | "worker" | "all"; "startedAt": string; "ready": boolean; "checks": Record<string, string>; "gateways": number | null; "queues": (QueueState)[] | null };
export type QueueState = { "name": string; "waiting": number; "active": number; "delayed": number; "failed": number; "workers": number };
export type Setting = { "name": string; "description": string; "value": string | null; "source": "default" | "environment" | "file" };
export type InstallationCheck = { "url": string; "ok": boolean; "findings": ({ "code": "page_refused" | "page_unreachable" | "page_status" | "page_not_html" | "page_unreadable" | "page_cut" | "redirected" | "origin_differs" | "origin_not_listed" | "tag_of_other_gateway" | "tag_of_other_site" | "tag_of_unknown_endpoint" | "tag_blocked" | "tag_in_comment" | "tag_in_script" | "tag_manager" | "tag_missing" | "analytics_missing" | "communication_missing" | "endpoint_without_tag" | "tag_twice" | "tag_stale" | "csp_forbids_script" | "csp_forbids_requests" | "gateway_without_https" | "number_absent" | "number_not_in_source" | "number_left_alone" | "consent_required" | "consent_assumed"; "level": "error" | "warning" | "note"; "detail": string; "facts": Record<string, string> })[]; "tags": ({ "tag": "analytics" | "communication" | "combined"; "presence": "loaded" | "blocked" | "commented" | "in_script"; "url": string })[]; "endpoints": ({ "endpoint": string; "number": string; "changing": number; "changes": (NumberOnPage)[]; "unchanged": (NumberOnPage)[] })[] };
export type NumberOnPage = { "place": "text" | "link" | "attribute"; "attribute": string | null; "before": string; "found": string; "after": string; "becomes": string | null; "because": "off" | "script" | "json_ld" | "field" | "editable" | "title" | "noscript" | "image" | "messaging" | "attribute" | null };
export type ScheduleOutput = { "timeZone": string; "weekly": { "monday": (Hours)[]; "tuesday": (Hours)[]; "wednesday": (Hours)[]; "thursday": (Hours)[]; "friday": (Hours)[]; "saturday": (Hours)[]; "sunday": (Hours)[] }; "holidays": ({ "date": string; "hours": (Hours)[] })[] };

export type Operations = {
  /** Allocate a number to a session or its bucket */
  'POST /v1/allocations': { params: Record<never, never>; query: Record<never, never>; body: AllocationRequest; answers: { "200": Allocation; "default": Problem } };
  /** Renew a link */
  'POST /v1/links/{link}/renewals': { params: { "link": string }; query: Record<never, never>; body: RenewalRequest; answers: { "200": Allocation; "default": Problem } };
  /** Report the hits of sessions */
  'POST /v1/hits': { params: Record<never, never>; query: Record<never, never>; body: (Hit)[]; answers: { "202": undefined; "default": Problem } };
  /** Get a pool’s state: numbers, links, active sessions, mode, rates, and the time at which it runs out */
  'GET /v1/pools/{id}/state': { params: { "id": string }; query: { "site"?: string }; body: undefined; answers: { "200": PoolState; "default": Problem } };
  /** List calls, the latest first */
  'GET /v1/calls': { params: Record<never, never>; query: { "limit"?: number; "after"?: string; "provider"?: string; "site"?: string; "to"?: string; "from"?: string; "endpoint"?: string; "outcome"?: "answered" | "missed" | "failed" | "voicemail" | "blocked"; "since"?: string; "until"?: string; "source"?: string; "medium"?: string; "campaign"?: string; "keyword"?: string; "channel"?: string; "page"?: string; "attributed"?: string; "firstTime"?: string; "returned"?: string; "tag"?: string; "spam"?: string; "minValue"?: number; "weekday"?: number; "hourOfDay"?: number; "timeZone"?: string }; body: undefined; answers: { "200": { "data": (Call)[]; "next": string | null }; "default": Problem } };
  /** Get a call */
  'GET /v1/calls/{id}': { params: { "id": string }; query: Record<never, never>; body: undefined; answers: { "200": Call; "default": Problem } };
  /** Replace the tags of a call, or report that somebody called back */
  'PATCH /v1/calls/{id}': { params: { "id": string }; query: Record<never, never>; body: { "tags"?: (string)[]; "calledBack"?: boolean }; answers: { "200": Call; "default": Problem } };
  /** Export calls as CSV, with the filters of `GET /v1/calls`, the latest first, in the columns that a person reads */
  'GET /v1/exports/calls.csv': { params: Record<never, never>; query: { "provider"?: string; "site"?: string; "to"?: string; "from"?: string; "endpoint"?: string; "outcome"?: "answered" | "missed" | "failed" | "voicemail" | "blocked"; "since"?: string; "until"?: string; "source"?: string; "medium"?: string; "campaign"?: string; "keyword"?: string; "channel"?: string; "page"?: string; "attributed"?: string; "firstTime"?: string; "returned"?: string; "tag"?: string; "spam"?: string; "minValue"?: number; "weekday"?: number; "hourOfDay"?: number; "timeZone"?: string }; body: undefined; answers: { "200": string; "default": Problem } };
  /** Export calls as an Excel workbook, with the filters of `GET /v1/calls`, the latest first, in the columns that a person reads */
  'GET /v1/exports/calls.xlsx': { params: Record<never, never>; query: { "provider"?: string; "site"?: string; "to"?: string; "from"?: string; "endpoint"?: string; "outcome"?: "answered" | "missed" | "failed" | "voicemail" | "blocked"; "since"?: string; "until"?: string; "source"?: string; "medium"?: string; "campaign"?: string; "keyword"?: string; "channel"?: string; "page"?: string; "attributed"?: string; "firstTime"?: string; "returned"?: string; "tag"?: string; "spam"?: string; "minValue"?: number; "weekday"?: number; "hourOfDay"?: number; "timeZone"?: string }; body: undefined; answers: { "200": string; "default": Problem } };
  /** Read the feed of attributions in the order in which they were added */
  'GET /v1/attributions': { params: Record<never, never>; query: { "provider"?: string; "site"?: string; "call"?: string; "to"?: "session" | "bucket" | "none"; "outcome"?: "answered" | "missed" | "failed" | "voicemail" | "blocked"; "source"?: string; "medium"?: string; "campaign"?: string; "since"?: string; "until"?: string; "minConfidence"?: number; "limit"?: number; "after"?: string; "fields"?: string }; body: undefined; answers: { "200": { "data": (AttributionRecord)[]; "next": string; "isEnd": boolean }; "default": Problem } };
  /** Stream the feed as server-sent events, resumable by `Last-Event-ID` */
  'GET /v1/attributions/stream': { params: Record<never, never>; query: { "provider"?: string; "site"?: string; "call"?: string; "to"?: "session" | "bucket" | "none"; "outcome"?: "answered" | "missed" | "failed" | "voicemail" | "blocked"; "source"?: string; "medium"?: string; "campaign"?: string; "since"?: string; "until"?: string; "minConfidence"?: number; "after"?: string; "fields"?: string }; body: undefined; answers: { "200": string; "default": Problem } };
  /** Get an attribution with its evidence */
  'GET /v1/attributions/{id}': { params: { "id": string }; query: { "fields"?: string }; body: undefined; answers: { "200": AttributionRecord; "default": Problem } };
  /** Export attributions as CSV: the attributions up to the start of the export. The header `Feed-Next` holds the cursor of the next one */
  'GET /v1/exports/attributions.csv': { params: Record<never, never>; query: { "provider"?: string; "site"?: string; "call"?: string; "to"?: "session" | "bucket" | "none"; "outcome"?: "answered" | "missed" | "failed" | "voicemail" | "blocked"; "source"?: string; "medium"?: string; "campaign"?: string; "since"?: string; "until"?: string; "minConfidence"?: number; "after"?: string; "effective"?: string; "fields"?: string; "for"?: "excel" }; body: undefined; answers: { "200": string; "default": Problem } };
  /** Export attributions as lines of JSON: the attributions up to the start of the export. The header `Feed-Next` holds the cursor of the next one */
  'GET /v1/exports/attributions.ndjson': { params: Record<never, never>; query: { "provider"?: string; "site"?: string; "call"?: string; "to"?: "session" | "bucket" | "none"; "outcome"?: "answered" | "missed" | "failed" | "voicemail" | "blocked"; "source"?: string; "medium"?: string; "campaign"?: string; "since"?: string; "until"?: string; "minConfidence"?: number; "after"?: string; "effective"?: string; "fields"?: string }; body: undefined; answers: { "200": string; "default": Problem } };
  /** Count calls by source, campaign, hour and more: each call once, by its attribution in the feed */
  'GET /v1/reports/calls': { params: Record<never, never>; query: { "by"?: string; "timeZone"?: string; "since"?: string; "until"?: string; "provider"?: string; "site"?: string; "endpoint"?: string; "to"?: "session" | "bucket" | "none"; "outcome"?: "answered" | "missed" | "failed" | "voicemail" | "blocked"; "source"?: string; "medium"?: string; "campaign"?: string; "keyword"?: string; "channel"?: string; "page"?: string; "limit"?: number }; body: undefined; answers: { "200": CallReport; "default": Problem } };
  /** Return what the share link of this request shows */
  'GET /v1/shared': { params: Record<never, never>; query: Record<never, never>; body: undefined; answers: { "200": Shared; "default": Problem } };
  /** List the calls of the share link of this request, the latest first */
  'GET /v1/shared/calls': { params: Record<never, never>; query: { "limit"?: number; "after"?: string }; body: undefined; answers: { "200": { "data": (SharedCall)[]; "next": string | null }; "default": Problem } };
  /** Count the calls of the share link of this request */
  'GET /v1/shared/report': { params: Record<never, never>; query: Record<never, never>; body: undefined; answers: { "200": SharedReport; "default": Problem } };
  /** Qualify a call. Members that are left out keep their value. */
  'POST /v1/calls/{id}/outcome': { params: { "id": string }; query: Record<never, never>; body: { "qualified"?: boolean | null; "spam"?: boolean; "value"?: number | null; "currency"?: string | null }; answers: { "200": Call; "default": Problem } };
  /** Add a note to a call */
  'POST /v1/calls/{id}/notes': { params: { "id": string }; query: Record<never, never>; body: { "text": string }; answers: { "200": Call; "default": Problem } };
  /** Correct an attribution: add one that replaces it */
  'POST /v1/attributions/{id}/corrections': { params: { "id": string }; query: Record<never, never>; body: Correction; answers: { "201": AttributionRecord; "default": Problem } };
  /** Attribute the calls of a period again, by the current rules and hazards */
  'POST /v1/reattributions': { params: Record<never, never>; query: Record<never, never>; body: { "provider": string; "since": string; "until"?: string }; answers: { "202": Reattribution; "default": Problem } };
  /** List reattributions in the order of their creation */
  'GET /v1/reattributions': { params: Record<never, never>; query: { "limit"?: number; "after"?: string; "provider"?: string }; body: undefined; answers: { "200": { "data": (Reattribution)[]; "next": string | null }; "default": Problem } };
  /** Get the progress of a reattribution */
  'GET /v1/reattributions/{id}': { params: { "id": string }; query: Record<never, never>; body: undefined; answers: { "200": Reattribution; "default": Problem } };
  /** Get the hazards that a provider’s confidences are computed from */
  'GET /v1/providers/{id}/hazards': { params: { "id": string }; query: Record<never, never>; body: undefined; answers: { "200": HazardsInUse; "default": Problem } };
  /** Answer an incoming call with a call document */
  'GET /v1/carriers/twilio/voice': { params: Record<never, never>; query: Record<never, never>; body: undefined; answers: { "200": string; "default": Problem } };
  /** Answer an incoming call with a call document */
  'POST /v1/carriers/twilio/voice': { params: Record<never, never>; query: Record<never, never>; body: string; answers: { "200": string; "default": Problem } };
  /** Continue a call after a step of its routing plan, such as a dial */
  'GET /v1/carriers/twilio/dial': { params: Record<never, never>; query: Record<never, never>; body: undefined; answers: { "200": string; "default": Problem } };
  /** Continue a call after a step of its routing plan, such as a dial */
  'POST /v1/carriers/twilio/dial': { params: Record<never, never>; query: Record<never, never>; body: string; answers: { "200": string; "default": Problem } };
  /** Forward a call whose voice webhook failed */
  'GET /v1/carriers/twilio/fallback': { params: Record<never, never>; query: Record<never, never>; body: undefined; answers: { "200": string; "default": Problem } };
  /** Forward a call whose voice webhook failed */
  'POST /v1/carriers/twilio/fallback': { params: Record<never, never>; query: Record<never, never>; body: string; answers: { "200": string; "default": Problem } };
  /** Receive the progress of a leg */
  'GET /v1/carriers/twilio/status': { params: Record<never, never>; query: Record<never, never>; body: undefined; answers: { "204": undefined; "default": Problem } };
  /** Receive the progress of a leg */
  'POST /v1/carriers/twilio/status': { params: Record<never, never>; query: Record<never, never>; body: string; answers: { "204": undefined; "default": Problem } };
  /** Receive the state of a recording */
  'GET /v1/carriers/twilio/recording': { params: Record<never, never>; query: Record<never, never>; body: undefined; answers: { "204": undefined; "default": Problem } };
  /** Receive the state of a recording */
  'POST /v1/carriers/twilio/recording': { params: Record<never, never>; query: Record<never, never>; body: string; answers: { "204": undefined; "default": Problem } };
  /** Speak to the person who answers, before the parties are connected */
  'GET /v1/carriers/twilio/whisper': { params: Record<never, never>; query: Record<never, never>; body: undefined; answers: { "200": string; "default": Problem } };
  /** Speak to the person who answers, before the parties are connected */
  'POST /v1/carriers/twilio/whisper': { params: Record<never, never>; query: Record<never, never>; body: string; answers: { "200": string; "default": Problem } };
  /** Answer an incoming call with a call document */
  'GET /v1/carriers/signalwire/voice': { params: Record<never, never>; query: Record<never, never>; body: undefined; answers: { "200": string; "default": Problem } };
  /** Answer an incoming call with a call document */
  'POST /v1/carriers/signalwire/voice': { params: Record<never, never>; query: Record<never, never>; body: string; answers: { "200": string; "default": Problem } };
  /** Continue a call after a step of its routing plan, such as a dial */
  'GET /v1/carriers/signalwire/dial': { params: Record<never, never>; query: Record<never, never>; body: undefined; answers: { "200": string; "default": Problem } };
  /** Continue a call after a step of its routing plan, such as a dial */
  'POST /v1/carriers/signalwire/dial': { params: Record<never, never>; query: Record<never, never>; body: string; answers: { "200": string; "default": Problem } };
  /** Forward a call whose voice webhook failed */
  'GET /v1/carriers/signalwire/fallback': { params: Record<never, never>; query: Record<never, never>; body: undefined; answers: { "200": string; "default": Problem } };
  /** Forward a call whose voice webhook failed */
  'POST /v1/carriers/signalwire/fallback': { params: Record<never, never>; query: Record<never, never>; body: string; answers: { "200": string; "default": Problem } };
  /** Receive the progress of a leg */
  'GET /v1/carriers/signalwire/status': { params: Record<never, never>; query: Record<never, never>; body: undefined; answers: { "204": undefined; "default": Problem } };
  /** Receive the progress of a leg */
  'POST /v1/carriers/signalwire/status': { params: Record<never, never>; query: Record<never, never>; body: string; answers: { "204": undefined; "default": Problem } };
  /** Receive the state of a recording */
  'GET /v1/carriers/signalwire/recording': { params: Record<never, never>; query: Record<never, never>; body: undefined; answers: { "204": undefined; "default": Problem } };
  /** Receive the state of a recording */
  'POST /v1/carriers/signalwire/recording': { params: Record<never, never>; query: Record<never, never>; body: string; answers: { "204": undefined; "default": Problem } };
  /** Speak to the person who answers, before the parties are connected */
  'GET /v1/carriers/signalwire/whisper': { params: Record<never, never>; query: Record<never, never>; body: undefined; answers: { "200": string; "default": Problem } };
  /** Speak to the person who answers, before the parties are connected */
  'POST /v1/carriers/signalwire/whisper': { params: Record<never, never>; query: Record<never, never>; body: string; answers: { "200": string; "default": Problem } };
  /** Answer an incoming call with a call document */
  'GET /v1/carriers/telnyx/voice': { params: Record<never, never>; query: Record<never, never>; body: undefined; answers: { "200": string; "default": Problem } };
  /** Answer an incoming call with a call document */
  'POST /v1/carriers/telnyx/voice': { params: Record<never, never>; query: Record<never, never>; body: string; answers: { "200": string; "default": Problem } };
  /** Continue a call after a step of its routing plan, such as a dial */
  'GET /v1/carriers/telnyx/dial': { params: Record<never, never>; query: Record<never, never>; body: undefined; answers: { "200": string; "default": Problem } };
  /** Continue a call after a step of its routing plan, such as a dial */
  'POST /v1/carriers/telnyx/dial': { params: Record<never, never>; query: Record<never, never>; body: string; answers: { "200": string; "default": Problem } };
  /** Forward a call whose voice webhook failed */
  'GET /v1/carriers/telnyx/fallback': { params: Record<never, never>; query: Record<never, never>; body: undefined; answers: { "200": string; "default": Problem } };
  /** Forward a call whose voice webhook failed */
  'POST /v1/carriers/telnyx/fallback': { params: Record<never, never>; query: Record<never, never>; body: string; answers: { "200": string; "default": Problem } };
  /** Receive the progress of a leg */
  'GET /v1/carriers/telnyx/status': { params: Record<never, never>; query: Record<never, never>; body: undefined; answers: { "200": undefined; "default": Problem } };
  /** Receive the progress of a leg */
  'POST /v1/carriers/telnyx/status': { params: Record<never, never>; query: Record<never, never>; body: string; answers: { "200": undefined; "default": Problem } };
  /** Receive the state of a recording */
  'GET /v1/carriers/telnyx/recording': { params: Record<never, never>; query: Record<never, never>; body: undefined; answers: { "200": undefined; "default": Problem } };
  /** Receive the state of a recording */
  'POST /v1/carriers/telnyx/recording': { params: Record<never, never>; query: Record<never, never>; body: string; answers: { "200": undefined; "default": Problem } };
  /** Speak to the person who answers, before the parties are connected */
  'GET /v1/carriers/telnyx/whisper': { params: Record<never, never>; query: Record<never, never>; body: undefined; answers: { "200": string; "default": Problem } };
  /** Speak to the person who answers, before the parties are connected */
  'POST /v1/carriers/telnyx/whisper': { params: Record<never, never>; query: Record<never, never>; body: string; answers: { "200": string; "default": Problem } };
  /** Answer an incoming call with a call document */
  'GET /v1/carriers/plivo/voice': { params: Record<never, never>; query: Record<never, never>; body: undefined; answers: { "200": string; "default": Problem } };
  /** Answer an incoming call with a call document */
  'POST /v1/carriers/plivo/voice': { params: Record<never, never>; query: Record<never, never>; body: string; answers: { "200": string; "default": Problem } };
  /** Continue a call after a step of its routing plan, such as a dial */
  'GET /v1/carriers/plivo/dial': { params: Record<never, never>; query: Record<never, never>; body: undefined; answers: { "200": string; "default": Problem } };
  /** Continue a call after a step of its routing plan, such as a dial */
  'POST /v1/carriers/plivo/dial': { params: Record<never, never>; query: Record<never, never>; body: string; answers: { "200": string; "default": Problem } };
  /** Forward a call whose voice webhook failed */
  'GET /v1/carriers/plivo/fallback': { params: Record<never, never>; query: Record<never, never>; body: undefined; answers: { "200": string; "default": Problem } };
  /** Forward a call whose voice webhook failed */
  'POST /v1/carriers/plivo/fallback': { params: Record<never, never>; query: Record<never, never>; body: string; answers: { "200": string; "default": Problem } };
  /** Receive the progress of a leg */
  'GET /v1/carriers/plivo/status': { params: Record<never, never>; query: Record<never, never>; body: undefined; answers: { "200": undefined; "default": Problem } };
  /** Receive the progress of a leg */
  'POST /v1/carriers/plivo/status': { params: Record<never, never>; query: Record<never, never>; body: string; answers: { "200": undefined; "default": Problem } };
  /** Receive the state of a recording */
  'GET /v1/carriers/plivo/recording': { params: Record<never, never>; query: Record<never, never>; body: undefined; answers: { "200": undefined; "default": Problem } };
  /** Receive the state of a recording */
  'POST /v1/carriers/plivo/recording': { params: Record<never, never>; query: Record<never, never>; body: string; answers: { "200": undefined; "default": Problem } };
  /** Speak to the person who answers, before the parties are connected */
  'GET /v1/carriers/plivo/whisper': { params: Record<never, never>; query: Record<never, never>; body: undefined; answers: { "200": string; "default": Problem } };
  /** Speak to the person who answers, before the parties are connected */
  'POST /v1/carriers/plivo/whisper': { params: Record<never, never>; query: Record<never, never>; body: string; answers: { "200": string; "default": Problem } };
  /** Answer an incoming call with a call document */
  'GET /v1/carriers/vonage/voice': { params: Record<never, never>; query: Record<never, never>; body: undefined; answers: { "200": unknown; "default": Problem } };
  /** Answer an incoming call with a call document */
  'POST /v1/carriers/vonage/voice': { params: Record<never, never>; query: Record<never, never>; body: Record<string, unknown>; answers: { "200": unknown; "default": Problem } };
  /** Continue a call after a step of its routing plan, such as a dial */
  'GET /v1/carriers/vonage/dial': { params: Record<never, never>; query: Record<never, never>; body: undefined; answers: { "200": unknown; "default": Problem } };
  /** Continue a call after a step of its routing plan, such as a dial */
  'POST /v1/carriers/vonage/dial': { params: Record<never, never>; query: Record<never, never>; body: Record<string, unknown>; answers: { "200": unknown; "default": Problem } };
  /** Forward a call whose voice webhook failed */
  'GET /v1/carriers/vonage/fallback': { params: Record<never, never>; query: Record<never, never>; body: undefined; answers: { "200": unknown; "default": Problem } };
  /** Forward a call whose voice webhook failed */
  'POST /v1/carriers/vonage/fallback': { params: Record<never, never>; query: Record<never, never>; body: Record<string, unknown>; answers: { "200": unknown; "default": Problem } };
  /** Receive the progress of a leg */
  'GET /v1/carriers/vonage/status': { params: Record<never, never>; query: Record<never, never>; body: undefined; answers: { "200": undefined; "default": Problem } };
  /** Receive the progress of a leg */
  'POST /v1/carriers/vonage/status': { params: Record<never, never>; query: Record<never, never>; body: Record<string, unknown>; answers: { "200": undefined; "default": Problem } };
  /** Receive the state of a recording */
  'GET /v1/carriers/vonage/recording': { params: Record<never, never>; query: Record<never, never>; body: undefined; answers: { "200": undefined; "default": Problem } };
  /** Receive the state of a recording */
  'POST /v1/carriers/vonage/recording': { params: Record<never, never>; query: Record<never, never>; body: Record<string, unknown>; answers: { "200": undefined; "default": Problem } };
  /** Speak to the person who answers, before the parties are connected */
  'GET /v1/carriers/vonage/whisper': { params: Record<never, never>; query: Record<never, never>; body: undefined; answers: { "200": unknown; "default": Problem } };
  /** Speak to the person who answers, before the parties are connected */
  'POST /v1/carriers/vonage/whisper': { params: Record<never, never>; query: Record<never, never>; body: Record<string, unknown>; answers: { "200": unknown; "default": Problem } };
  /** Answer an incoming call with a call document */
  'GET /v1/carriers/bandwidth/voice': { params: Record<never, never>; query: Record<never, never>; body: undefined; answers: { "200": string; "default": Problem } };
  /** Answer an incoming call with a call document */
  'POST /v1/carriers/bandwidth/voice': { params: Record<never, never>; query: Record<never, never>; body: Record<string, unknown>; answers: { "200": string; "default": Problem } };
  /** Continue a call after a step of its routing plan, such as a dial */
  'GET /v1/carriers/bandwidth/dial': { params: Record<never, never>; query: Record<never, never>; body: undefined; answers: { "200": string; "default": Problem } };
  /** Continue a call after a step of its routing plan, such as a dial */
  'POST /v1/carriers/bandwidth/dial': { params: Record<never, never>; query: Record<never, never>; body: Record<string, unknown>; answers: { "200": string; "default": Problem } };
  /** Forward a call whose voice webhook failed */
  'GET /v1/carriers/bandwidth/fallback': { params: Record<never, never>; query: Record<never, never>; body: undefined; answers: { "200": string; "default": Problem } };
  /** Forward a call whose voice webhook failed */
  'POST /v1/carriers/bandwidth/fallback': { params: Record<never, never>; query: Record<never, never>; body: Record<string, unknown>; answers: { "200": string; "default": Problem } };
  /** Receive the progress of a leg */
  'GET /v1/carriers/bandwidth/status': { params: Record<never, never>; query: Record<never, never>; body: undefined; answers: { "204": undefined; "default": Problem } };
  /** Receive the progress of a leg */
  'POST /v1/carriers/bandwidth/status': { params: Record<never, never>; query: Record<never, never>; body: Record<string, unknown>; answers: { "204": undefined; "default": Problem } };
  /** Receive the state of a recording */
  'GET /v1/carriers/bandwidth/recording': { params: Record<never, never>; query: Record<never, never>; body: undefined; answers: { "204": undefined; "default": Problem } };
  /** Receive the state of a recording */
  'POST /v1/carriers/bandwidth/recording': { params: Record<never, never>; query: Record<never, never>; body: Record<string, unknown>; answers: { "204": undefined; "default": Problem } };
  /** Speak to the person who answers, before the parties are connected */
  'GET /v1/carriers/bandwidth/whisper': { params: Record<never, never>; query: Record<never, never>; body: undefined; answers: { "200": string; "default": Problem } };
  /** Speak to the person who answers, before the parties are connected */
  'POST /v1/carriers/bandwidth/whisper': { params: Record<never, never>; query: Record<never, never>; body: Record<string, unknown>; answers: { "200": string; "default": Problem } };
  /** Listen to a call: its recording, read from the carrier. Takes `Range`. */
  'GET /v1/calls/{id}/recording': { params: { "id": string }; query: Record<never, never>; body: undefined; answers: { "200": string; "206": string; "default": Problem } };
  /** Compare our numbers and their webhooks with the carriers’ accounts */
  'GET /v1/reports/drift': { params: Record<never, never>; query: Record<never, never>; body: undefined; answers: { "200": Drift; "default": Problem } };
  /** Try a routing plan: get the steps and the call document of an invented call */
  'POST /v1/endpoints/{id}/route': { params: { "id": string }; query: Record<never, never>; body: MadeUpCall; answers: { "200": RoutedCall; "default": Problem } };
  /** Create a consumer: a webhook, an ad platform, or an alert by Slack, Teams or e-mail */
  'POST /v1/consumers': { params: Record<never, never>; query: Record<never, never>; body: { "provider": string; "name": string; "paused"?: boolean; "inOrder"?: boolean; "rule"?: { "outcomes"?: ("answered" | "missed" | "failed" | "voicemail" | "blocked")[] | null; "minTalkSeconds"?: number; "minConfidence"?: number; "to"?: ("session" | "bucket" | "none")[] | null; "sites"?: (string)[] | null; "qualified"?: boolean; "spam"?: boolean }; "from"?: "now" | "beginning"; "kind": "webhook"; "settings": { "url": string; "about"?: "missed_call" | "ad_call_missed" | "voicemail" | "any_call" | "first_call_of_campaign" | "pool_low" | "consumer_failing" | "silence" | "numbers_elsewhere" | null }; "secret"?: string } | { "provider": string; "name": string; "paused"?: boolean; "inOrder"?: boolean; "rule"?: { "outcomes"?: ("answered" | "missed" | "failed" | "voicemail" | "blocked")[] | null; "minTalkSeconds"?: number; "minConfidence"?: number; "to"?: ("session" | "bucket" | "none")[] | null; "sites"?: (string)[] | null; "qualified"?: boolean; "spam"?: boolean }; "from"?: "now" | "beginning"; "kind": "ga4"; "settings": { "measurementId": string; "eventName"?: string; "url"?: string; "consent"?: { "adUserData": "GRANTED" | "DENIED"; "adPersonalization": "GRANTED" | "DENIED" } | null; "value"?: number | null; "currency"?: string | null }; "credentials": { "apiSecret": string } } | { "provider": string; "name": string; "paused"?: boolean; "inOrder"?: boolean; "rule"?: { "outcomes"?: ("answered" | "missed" | "failed" | "voicemail" | "blocked")[] | null; "minTalkSeconds"?: number; "minConfidence"?: number; "to"?: ("session" | "bucket" | "none")[] | null; "sites"?: (string)[] | null; "qualified"?: boolean; "spam"?: boolean }; "from"?: "now" | "beginning"; "kind": "google_ads"; "settings": { "customerId": string; "loginCustomerId"?: string | null; "conversionAction": string; "api"?: "data_manager" | "click_uploads"; "apiVersion"?: string; "url"?: string | null; "tokenUrl"?: string; "consent"?: { "adUserData": "GRANTED" | "DENIED"; "adPersonalization": "GRANTED" | "DENIED" } | null; "withCaller"?: boolean; "value"?: number | null; "currency"?: string | null }; "credentials": { "developerToken"?: string | null; "clientId": string; "clientSecret": string; "refreshToken"?: string | null } } | { "provider": string; "name": string; "paused"?: boolean; "inOrder"?: boolean; "rule"?: { "outcomes"?: ("answered" | "missed" | "failed" | "voicemail" | "blocked")[] | null; "minTalkSeconds"?: number; "minConfidence"?: number; "to"?: ("session" | "bucket" | "none")[] | null; "sites"?: (string)[] | null; "qualified"?: boolean; "spam"?: boolean }; "from"?: "now" | "beginning"; "kind": "meta"; "settings": { "dataset": string; "eventName"?: string; "apiVersion"?: string; "url"?: string; "withCaller"?: boolean; "testEventCode"?: string | null; "value"?: number | null; "currency"?: string | null }; "credentials": { "accessToken": string } } | { "provider": string; "name": string; "paused"?: boolean; "inOrder"?: boolean; "rule"?: { "outcomes"?: ("answered" | "missed" | "failed" | "voicemail" | "blocked")[] | null; "minTalkSeconds"?: number; "minConfidence"?: number; "to"?: ("session" | "bucket" | "none")[] | null; "sites"?: (string)[] | null; "qualified"?: boolean; "spam"?: boolean }; "from"?: "now" | "beginning"; "kind": "microsoft_ads"; "settings": { "customerId": string; "accountId": string; "conversionName": string; "url"?: string; "tokenUrl"?: string; "withCaller"?: boolean; "value"?: number | null; "currency"?: string | null }; "credentials": { "developerToken": string; "clientId": string; "clientSecret"?: string | null; "refreshToken"?: string | null } } | { "provider": string; "name": string; "paused"?: boolean; "inOrder"?: boolean; "rule"?: { "outcomes"?: ("answered" | "missed" | "failed" | "voicemail" | "blocked")[] | null; "minTalkSeconds"?: number; "minConfidence"?: number; "to"?: ("session" | "bucket" | "none")[] | null; "sites"?: (string)[] | null; "qualified"?: boolean; "spam"?: boolean }; "from"?: "now" | "beginning"; "kind": "slack"; "settings": { "about": "missed_call" | "ad_call_missed" | "voicemail" | "any_call" | "first_call_of_campaign" | "pool_low" | "consumer_failing" | "silence" | "numbers_elsewhere"; "withCaller"?: boolean; "quietMinutes"?: number; "lowMinutes"?: number; "failingMinutes"?: number; "consoleUrl"?: string | null }; "credentials": { "url": string } } | { "provider": string; "name": string; "paused"?: boolean; "inOrder"?: boolean; "rule"?: { "outcomes"?: ("answered" | "missed" | "failed" | "voicemail" | "blocked")[] | null; "minTalkSeconds"?: number; "minConfidence"?: number; "to"?: ("session" | "bucket" | "none")[] | null; "sites"?: (string)[] | null; "qualified"?: boolean; "spam"?: boolean }; "from"?: "now" | "beginning"; "kind": "teams"; "settings": { "about": "missed_call" | "ad_call_missed" | "voicemail" | "any_call" | "first_call_of_campaign" | "pool_low" | "consumer_failing" | "silence" | "numbers_elsewhere"; "withCaller"?: boolean; "quietMinutes"?: number; "lowMinutes"?: number; "failingMinutes"?: number; "consoleUrl"?: string | null }; "credentials": { "url": string } } | { "provider": string; "name": string; "paused"?: boolean; "inOrder"?: boolean; "rule"?: { "outcomes"?: ("answered" | "missed" | "failed" | "voicemail" | "blocked")[] | null; "minTalkSeconds"?: number; "minConfidence"?: number; "to"?: ("session" | "bucket" | "none")[] | null; "sites"?: (string)[] | null; "qualified"?: boolean; "spam"?: boolean }; "from"?: "now" | "beginning"; "kind": "email"; "settings": { "about": "missed_call" | "ad_call_missed" | "voicemail" | "any_call" | "first_call_of_campaign" | "pool_low" | "consumer_failing" | "silence" | "numbers_elsewhere"; "withCaller"?: boolean; "quietMinutes"?: number; "lowMinutes"?: number; "failingMinutes"?: number; "consoleUrl"?: string | null; "to": (string)[] }; "credentials"?: Record<never, never> }; answers: { "201": NewConsumer; "default": Problem } };
  /** List consumers, oldest first */
  'GET /v1/consumers': { params: Record<never, never>; query: { "limit"?: number; "after"?: string; "provider"?: string }; body: undefined; answers: { "200": { "data": (Consumer)[]; "next": string | null }; "default": Problem } };
  /** Return a consumer */
  'GET /v1/consumers/{id}': { params: { "id": string }; query: Record<never, never>; body: undefined; answers: { "200": Consumer; "default": Problem } };
  /** Change a consumer, pause it, or enable it again */
  'PATCH /v1/consumers/{id}': { params: { "id": string }; query: Record<never, never>; body: { "name"?: string; "paused"?: boolean; "inOrder"?: boolean; "rule"?: { "outcomes"?: ("answered" | "missed" | "failed" | "voicemail" | "blocked")[] | null; "minTalkSeconds"?: number; "minConfidence"?: number; "to"?: ("session" | "bucket" | "none")[] | null; "sites"?: (string)[] | null; "qualified"?: boolean; "spam"?: boolean }; "settings"?: Record<string, unknown>; "credentials"?: Record<string, unknown>; "disabled"?: null }; answers: { "200": Consumer; "default": Problem } };
  /** Remove a consumer and its deliveries */
  'DELETE /v1/consumers/{id}': { params: { "id": string }; query: Record<never, never>; body: undefined; answers: { "204": undefined; "default": Problem } };
  /** Make a new secret for a webhook. The former one signs too for a while. */
  'POST /v1/consumers/{id}/secrets': { params: { "id": string }; query: Record<never, never>; body: { "formerForSeconds": number }; answers: { "201": { "secret": string; "formerUntil": string }; "default": Problem } };
  /** Send a test delivery, which the consumer does not count, and report the answer */
  'POST /v1/consumers/{id}/test': { params: { "id": string }; query: Record<never, never>; body: undefined; answers: { "200": Trial; "default": Problem } };
  /** Begin to connect an account of Google Ads or Microsoft Advertising */
  'POST /v1/consumers/{id}/authorizations': { params: { "id": string }; query: Record<never, never>; body: { "redirectUri": string }; answers: { "201": Authorization; "default": Problem } };
  /** Connect the account, with the state and the code that the platform sent */
  'POST /v1/authorizations': { params: Record<never, never>; query: Record<never, never>; body: { "state": string; "code": string }; answers: { "200": Consumer; "default": Problem } };
  /** List a consumer’s deliveries, the latest first */
  'GET /v1/consumers/{id}/deliveries': { params: { "id": string }; query: { "limit"?: number; "after"?: string; "state"?: "waiting" | "sending" | "delivered" | "skipped" | "dead"; "call"?: string; "since"?: string; "until"?: string }; body: undefined; answers: { "200": { "data": (ListedDelivery)[]; "next": string | null }; "default": Problem } };
  /** Replay a consumer’s deliveries of a period, each under its own id */
  'POST /v1/consumers/{id}/replays': { params: { "id": string }; query: Record<never, never>; body: { "states": ("delivered" | "dead" | "skipped")[]; "since"?: string; "until"?: string }; answers: { "202": { "replayed": number }; "default": Problem } };
  /** Get a delivery with its attempts and the request that was sent */
  'GET /v1/deliveries/{id}': { params: { "id": string }; query: Record<never, never>; body: undefined; answers: { "200": Delivery; "default": Problem } };
  /** Replay a delivery under its own id */
  'POST /v1/deliveries/{id}/replay': { params: { "id": string }; query: Record<never, never>; body: undefined; answers: { "202": Delivery; "default": Problem } };
  /** Create a provider */
  'POST /v1/providers': { params: Record<never, never>; query: Record<never, never>; body: { "name": string; "threshold"?: number | null; "countedBy"?: "provider" | "site"; "boundary"?: "above" | "reaching"; "hysteresis"?: number; "activeSeconds"?: number; "claimAt"?: number; "lateCallSeconds"?: number; "retentionDays"?: number | null; "country"?: string | null; "timeZone"?: string | null; "callerNumbers"?: "keep" | "hash" }; answers: { "201": Provider; "default": Problem } };
  /** List providers, oldest first */
  'GET /v1/providers': { params: Record<never, never>; query: { "limit"?: number; "after"?: string }; body: undefined; answers: { "200": { "data": (Provider)[]; "next": string | null }; "default": Problem } };
  /** Return a provider */
  'GET /v1/providers/{id}': { params: { "id": string }; query: Record<never, never>; body: undefined; answers: { "200": Provider; "default": Problem } };
  /** Remove a provider */
  'DELETE /v1/providers/{id}': { params: { "id": string }; query: Record<never, never>; body: undefined; answers: { "204": undefined; "default": Problem } };
  /** Change a provider */
  'PATCH /v1/providers/{id}': { params: { "id": string }; query: Record<never, never>; body: { "name"?: string; "threshold"?: number | null; "countedBy"?: "provider" | "site"; "boundary"?: "above" | "reaching"; "hysteresis"?: number; "activeSeconds"?: number; "defaultEndpoint"?: string | null; "claimAt"?: number; "lateCallSeconds"?: number; "retentionDays"?: number | null; "country"?: string | null; "timeZone"?: string | null; "callerNumbers"?: "keep" | "hash" }; answers: { "200": Provider; "default": Problem } };
  /** Create a pool */
  'POST /v1/pools': { params: Record<never, never>; query: Record<never, never>; body: { "provider": string; "name": string; "holdSeconds"?: number; "renewSeconds"?: number; "overflowNumber"?: string | null; "reserve"?: number | null }; answers: { "201": Pool; "default": Problem } };
  /** List pools, oldest first */
  'GET /v1/pools': { params: Record<never, never>; query: { "limit"?: number; "after"?: string; "provider"?: string }; body: undefined; answers: { "200": { "data": (Pool)[]; "next": string | null }; "default": Problem } };
  /** Return a pool */
  'GET /v1/pools/{id}': { params: { "id": string }; query: Record<never, never>; body: undefined; answers: { "200": Pool; "default": Problem } };
  /** Remove a pool */
  'DELETE /v1/pools/{id}': { params: { "id": string }; query: Record<never, never>; body: undefined; answers: { "204": undefined; "default": Problem } };
  /** Change a pool */
  'PATCH /v1/pools/{id}': { params: { "id": string }; query: Record<never, never>; body: { "name"?: string; "holdSeconds"?: number; "renewSeconds"?: number; "overflowNumber"?: string | null; "reserve"?: number | null }; answers: { "200": Pool; "default": Problem } };
  /** Add virtual numbers to a pool */
  'POST /v1/numbers': { params: Record<never, never>; query: Record<never, never>; body: { "pool": string; "carrier": "twilio" | "signalwire" | "telnyx" | "plivo" | "vonage" | "bandwidth"; "pinned"?: Pin; "numbers": (string)[]; "partial"?: boolean }; answers: { "201": { "data": (VirtualNumber)[]; "skipped": ({ "number": string; "detail": string })[] }; "default": Problem } };
  /** List virtual numbers, oldest first */
  'GET /v1/numbers': { params: Record<never, never>; query: { "limit"?: number; "after"?: string; "provider"?: string; "pool"?: string }; body: undefined; answers: { "200": { "data": (VirtualNumber)[]; "next": string | null }; "default": Problem } };
  /** Return a virtual number */
  'GET /v1/numbers/{id}': { params: { "id": string }; query: Record<never, never>; body: undefined; answers: { "200": VirtualNumber; "default": Problem } };
  /** Retire a virtual number, or remove it when it is retired. Late calls to a retired number still reach their endpoint. */
  'DELETE /v1/numbers/{id}': { params: { "id": string }; query: Record<never, never>; body: undefined; answers: { "204": undefined; "default": Problem } };
  /** Change a virtual number */
  'PATCH /v1/numbers/{id}': { params: { "id": string }; query: Record<never, never>; body: { "state"?: "active" | "paused" | "retired"; "pinned"?: Pin | null }; answers: { "200": VirtualNumber; "default": Problem } };
  /** Create a site with its endpoints */
  'POST /v1/sites': { params: Record<never, never>; query: Record<never, never>; body: { "provider": string; "pool": string; "name": string; "origins": (string)[]; "allocationsPerMinute"?: number | null; "bucketing": ("source" | "medium" | "campaign" | "keyword" | "location")[]; "tags"?: { "when"?: "load" | "visible" | "intent"; "consent"?: "assumed" | "required"; "ga4"?: string | null; "sharedVisit"?: boolean; "messagingLinks"?: boolean; "attributes"?: ("title" | "aria-label" | "alt" | "placeholder" | "value")[]; "jsonLd"?: boolean; "shadowRoots"?: boolean }; "endpoints"?: ({ "name": string; "number"?: string; "sip"?: string; "routing"?: RequestedRouting; "tags"?: { "when"?: "load" | "visible" | "intent" } })[] }; answers: { "201": SiteWithEndpoints; "default": Problem } };
  /** List sites, oldest first */
  'GET /v1/sites': { params: Record<never, never>; query: { "limit"?: number; "after"?: string; "provider"?: string; "pool"?: string }; body: undefined; answers: { "200": { "data": (SiteWithEndpoints)[]; "next": string | null }; "default": Problem } };
  /** Return a site */
  'GET /v1/sites/{id}': { params: { "id": string }; query: Record<never, never>; body: undefined; answers: { "200": SiteWithEndpoints; "default": Problem } };
  /** Remove a site */
  'DELETE /v1/sites/{id}': { params: { "id": string }; query: Record<never, never>; body: undefined; answers: { "204": undefined; "default": Problem } };
  /** Change a site */
  'PATCH /v1/sites/{id}': { params: { "id": string }; query: Record<never, never>; body: { "name"?: string; "origins"?: (string)[]; "allocationsPerMinute"?: number | null; "bucketing"?: ("source" | "medium" | "campaign" | "keyword" | "location")[]; "tags"?: { "when"?: "load" | "visible" | "intent"; "consent"?: "assumed" | "required"; "ga4"?: string | null; "sharedVisit"?: boolean; "messagingLinks"?: boolean; "attributes"?: ("title" | "aria-label" | "alt" | "placeholder" | "value")[]; "jsonLd"?: boolean; "shadowRoots"?: boolean } }; answers: { "200": SiteWithEndpoints; "default": Problem } };
  /** Create an endpoint */
  'POST /v1/endpoints': { params: Record<never, never>; query: Record<never, never>; body: { "site": string; "name": string; "number"?: string; "sip"?: string; "routing"?: RequestedRouting; "tags"?: { "when"?: "load" | "visible" | "intent" } }; answers: { "201": Endpoint; "default": Problem } };
  /** List endpoints, oldest first */
  'GET /v1/endpoints': { params: Record<never, never>; query: { "limit"?: number; "after"?: string; "provider"?: string; "site"?: string }; body: undefined; answers: { "200": { "data": (Endpoint)[]; "next": string | null }; "default": Problem } };
  /** Return an endpoint */
  'GET /v1/endpoints/{id}': { params: { "id": string }; query: Record<never, never>; body: undefined; answers: { "200": Endpoint; "default": Problem } };
  /** Remove an endpoint */
  'DELETE /v1/endpoints/{id}': { params: { "id": string }; query: Record<never, never>; body: undefined; answers: { "204": undefined; "default": Problem } };
  /** Change an endpoint */
  'PATCH /v1/endpoints/{id}': { params: { "id": string }; query: Record<never, never>; body: { "name"?: string; "number"?: string | null; "sip"?: string | null; "routing"?: RoutingChange; "tags"?: { "when"?: "load" | "visible" | "intent" } }; answers: { "200": Endpoint; "default": Problem } };
  /** Create an API key */
  'POST /v1/keys': { params: Record<never, never>; query: Record<never, never>; body: { "name": string; "scopes": ("calls:read" | "calls:write" | "callers:read" | "recordings:read" | "attributions:read" | "attributions:write" | "reports:read" | "setup:read" | "setup:write" | "consumers:read" | "consumers:write" | "privacy:read" | "privacy:write" | "keys:read" | "keys:write" | "people:read" | "people:write" | "shares:read" | "shares:write" | "audit:read" | "system:read" | "read" | "admin")[]; "providers"?: (string)[]; "expiresAt"?: string }; answers: { "201": NewApiKey; "default": Problem } };
  /** List API keys, oldest first */
  'GET /v1/keys': { params: Record<never, never>; query: { "limit"?: number; "after"?: string; "endsBefore"?: string }; body: undefined; answers: { "200": { "data": (ApiKey)[]; "next": string | null }; "default": Problem } };
  /** Return an API key */
  'GET /v1/keys/{id}': { params: { "id": string }; query: Record<never, never>; body: undefined; answers: { "200": ApiKey; "default": Problem } };
  /** Remove an API key */
  'DELETE /v1/keys/{id}': { params: { "id": string }; query: Record<never, never>; body: undefined; answers: { "204": undefined; "default": Problem } };
  /** List people, oldest first */
  'GET /v1/people': { params: Record<never, never>; query: { "limit"?: number; "after"?: string }; body: undefined; answers: { "200": { "data": (Person)[]; "next": string | null }; "default": Problem } };
  /** Invite a person */
  'POST /v1/people': { params: Record<never, never>; query: Record<never, never>; body: { "email": string; "name": string; "role": "owner" | "manager" | "analyst" | "viewer"; "providers"?: (string)[]; "seesCallers"?: boolean }; answers: { "201": NewPerson; "default": Problem } };
  /** Return a person */
  'GET /v1/people/{id}': { params: { "id": string }; query: Record<never, never>; body: undefined; answers: { "200": Person; "default": Problem } };
  /** Remove a person */
  'DELETE /v1/people/{id}': { params: { "id": string }; query: Record<never, never>; body: undefined; answers: { "204": undefined; "default": Problem } };
  /** Change a person */
  'PATCH /v1/people/{id}': { params: { "id": string }; query: Record<never, never>; body: { "name"?: string; "role"?: "owner" | "manager" | "analyst" | "viewer"; "providers"?: (string)[] | null; "seesCallers"?: boolean }; answers: { "200": Person; "default": Problem } };
  /** Create a share link */
  'POST /v1/shares': { params: Record<never, never>; query: Record<never, never>; body: { "provider": string; "name": string; "shows": "calls" | "report"; "query"?: Record<string, string>; "expiresAt": string }; answers: { "201": NewShare; "default": Problem } };
  /** List share links, oldest first */
  'GET /v1/shares': { params: Record<never, never>; query: { "limit"?: number; "after"?: string; "provider"?: string }; body: undefined; answers: { "200": { "data": (Share)[]; "next": string | null }; "default": Problem } };
  /** Return a share link */
  'GET /v1/shares/{id}': { params: { "id": string }; query: Record<never, never>; body: undefined; answers: { "200": Share; "default": Problem } };
  /** Remove a share link */
  'DELETE /v1/shares/{id}': { params: { "id": string }; query: Record<never, never>; body: undefined; answers: { "204": undefined; "default": Problem } };
  /** Block a caller: calls from there to the provider are refused */
  'POST /v1/blocks': { params: Record<never, never>; query: Record<never, never>; body: { "note"?: string; "provider"?: string; "caller"?: string; "call"?: string }; answers: { "201": Block; "default": Problem } };
  /** List blocks, oldest first */
  'GET /v1/blocks': { params: Record<never, never>; query: { "limit"?: number; "after"?: string; "provider"?: string; "call"?: string }; body: undefined; answers: { "200": { "data": (Block)[]; "next": string | null }; "default": Problem } };
  /** Return a block */
  'GET /v1/blocks/{id}': { params: { "id": string }; query: Record<never, never>; body: undefined; answers: { "200": Block; "default": Problem } };
  /** Unblock a caller */
  'DELETE /v1/blocks/{id}': { params: { "id": string }; query: Record<never, never>; body: undefined; answers: { "204": undefined; "default": Problem } };
  /** Change a block */
  'PATCH /v1/blocks/{id}': { params: { "id": string }; query: Record<never, never>; body: { "note"?: string | null }; answers: { "200": Block; "default": Problem } };
  /** Make a new secret for a key. The former one opens the API too for a while. */
  'POST /v1/keys/{id}/secret': { params: { "id": string }; query: Record<never, never>; body: { "formerForSeconds"?: number }; answers: { "201": RenewedKey; "default": Problem } };
  /** Return the ways to sign in */
  'GET /v1/sign-in': { params: Record<never, never>; query: Record<never, never>; body: undefined; answers: { "200": { "password": true; "passkeys": boolean; "oidc": { "name": string } | null; "isSetUp": boolean }; "default": Problem } };
  /** Sign in by e-mail address and password */
  'POST /v1/session': { params: Record<never, never>; query: Record<never, never>; body: { "email": string; "password": string; "code"?: string }; answers: { "201": Session; "default": Problem } };
  /** Return the sender of this request and what it may do */
  'GET /v1/session': { params: Record<never, never>; query: Record<never, never>; body: undefined; answers: { "200": Session; "default": Problem } };
  /** Sign out: end the session of this request */
  'DELETE /v1/session': { params: Record<never, never>; query: Record<never, never>; body: undefined; answers: { "204": undefined; "default": Problem } };
  /** Return what a one-time link is for */
  'POST /v1/tickets/read': { params: Record<never, never>; query: Record<never, never>; body: { "ticket": string }; answers: { "200": { "purpose": "owner" | "invitation" | "reset"; "email": string | null; "name": string | null; "expiresAt": string }; "default": Problem } };
  /** Use a one-time link: set the password, and sign in */
  'POST /v1/tickets/use': { params: Record<never, never>; query: Record<never, never>; body: { "ticket": string; "password": string; "name"?: string; "email"?: string; "code"?: string }; answers: { "201": Session; "default": Problem } };
  /** Request a link for a new password by mail */
  'POST /v1/password-resets': { params: Record<never, never>; query: Record<never, never>; body: { "email": string }; answers: { "202": undefined; "default": Problem } };
  /** List your own sessions, the latest first */
  'GET /v1/sessions': { params: Record<never, never>; query: Record<never, never>; body: undefined; answers: { "200": { "data": (PersonSession)[] }; "default": Problem } };
  /** End one of your own sessions */
  'DELETE /v1/sessions/{id}': { params: { "id": string }; query: Record<never, never>; body: undefined; answers: { "204": undefined; "default": Problem } };
  /** Change your password, and end your other sessions */
  'POST /v1/session/password': { params: Record<never, never>; query: Record<never, never>; body: { "current": string; "password": string }; answers: { "204": undefined; "default": Problem } };
  /** Begin a second factor: make a secret for an authenticator app */
  'POST /v1/session/totp': { params: Record<never, never>; query: Record<never, never>; body: { "password": string }; answers: { "200": { "secret": string; "uri": string }; "default": Problem } };
  /** Put the second factor in force by a code of the app, and end the person’s other sessions */
  'POST /v1/session/totp/confirm': { params: Record<never, never>; query: Record<never, never>; body: { "code": string }; answers: { "200": { "recoveryCodes": (string)[] }; "default": Problem } };
  /** Remove the second factor, and end the person’s other sessions */
  'POST /v1/session/totp/removal': { params: Record<never, never>; query: Record<never, never>; body: { "password": string }; answers: { "204": undefined; "default": Problem } };
  /** Remove the second factor of a person who has lost it, and end the person’s sessions */
  'DELETE /v1/people/{id}/second-factor': { params: { "id": string }; query: Record<never, never>; body: undefined; answers: { "204": undefined; "default": Problem } };
  /** Begin a passkey. It needs a sign-in within the last 15 minutes */
  'POST /v1/passkeys/options': { params: Record<never, never>; query: Record<never, never>; body: undefined; answers: { "200": { "challenge": string; "rp": { "name": string }; "user": { "id": string; "name": string; "displayName": string }; "pubKeyCredParams": ({ "type": "public-key"; "alg": number })[] }; "default": Problem } };
  /** Add a passkey: the answer to the latest options, within five minutes */
  'POST /v1/passkeys': { params: Record<never, never>; query: Record<never, never>; body: { "name": string; "response": { "id": string; "rawId": string; "type": "public-key"; "response": { "clientDataJSON": string; "attestationObject": string; "transports"?: (string)[] }; "clientExtensionResults"?: Record<never, never> } }; answers: { "201": Passkey; "default": Problem } };
  /** List the passkeys of the person who is signed in */
  'GET /v1/passkeys': { params: Record<never, never>; query: Record<never, never>; body: undefined; answers: { "200": { "data": (Passkey)[] }; "default": Problem } };
  /** Remove a passkey and end the person’s other sessions. It needs a sign-in within the last 15 minutes */
  'DELETE /v1/passkeys/{id}': { params: { "id": string }; query: Record<never, never>; body: undefined; answers: { "204": undefined; "default": Problem } };
  /** Begin a sign-in by passkey */
  'POST /v1/session/passkey/options': { params: Record<never, never>; query: Record<never, never>; body: undefined; answers: { "200": { "challenge": string }; "default": Problem } };
  /** Sign in by passkey: the answer to the options, within five minutes */
  'POST /v1/session/passkey': { params: Record<never, never>; query: Record<never, never>; body: { "response": { "id": string; "rawId": string; "type": "public-key"; "response": { "clientDataJSON": string; "authenticatorData": string; "signature": string; "userHandle"?: string | null }; "clientExtensionResults"?: Record<never, never> } }; answers: { "201": Session; "default": Problem } };
  /** Go to the OpenID Connect provider to sign in */
  'GET /v1/session/oidc': { params: Record<never, never>; query: Record<never, never>; body: undefined; answers: { "302": undefined; "default": Problem } };
  /** Come back from the OpenID Connect provider */
  'GET /v1/session/oidc/callback': { params: Record<never, never>; query: Record<never, never>; body: undefined; answers: { "302": undefined; "default": Problem } };
  /** Invite a person again, who then begins without a second factor */
  'POST /v1/people/{id}/invitation': { params: { "id": string }; query: Record<never, never>; body: undefined; answers: { "201": OneTimeLink; "default": Problem } };
  /** Give a person a link for a new password */
  'POST /v1/people/{id}/password-reset': { params: { "id": string }; query: Record<never, never>; body: undefined; answers: { "201": OneTimeLink; "default": Problem } };
  /** List the sessions of a person, the latest first */
  'GET /v1/people/{id}/sessions': { params: { "id": string }; query: Record<never, never>; body: undefined; answers: { "200": { "data": (PersonSession)[] }; "default": Problem } };
  /** End all sessions of a person */
  'DELETE /v1/people/{id}/sessions': { params: { "id": string }; query: Record<never, never>; body: undefined; answers: { "204": undefined; "default": Problem } };
  /** Erase a caller or a visitor everywhere. Repeating it is safe. */
  'POST /v1/erasures': { params: Record<never, never>; query: Record<never, never>; body: { "provider"?: string; "caller"?: string; "visitor"?: string }; answers: { "201": Erasure; "default": Problem } };
  /** List erasures in their order, so that readers of the API can repeat them in their own data */
  'GET /v1/erasures': { params: Record<never, never>; query: { "limit"?: number; "after"?: string; "provider"?: string }; body: undefined; answers: { "200": { "data": (Erasure)[]; "next": string | null }; "default": Problem } };
  /** Export all data of a caller or a visitor as lines of JSON */
  'GET /v1/privacy/export': { params: Record<never, never>; query: { "provider"?: string; "caller"?: string; "visitor"?: string }; body: undefined; answers: { "200": string; "default": Problem } };
  /** List the audit log, the latest entry first */
  'GET /v1/audit': { params: Record<never, never>; query: { "limit"?: number; "after"?: string; "provider"?: string; "kind"?: "key" | "person" | "share" | "ringtrail" | "unknown"; "key"?: string; "holder"?: string; "readsCallers"?: string; "hasChanges"?: string; "route"?: string; "id"?: string; "since"?: string; "until"?: string }; body: undefined; answers: { "200": { "data": (AuditEntry)[]; "next": string | null }; "default": Problem } };
  /** Get the HTML of the tags for a site and an endpoint */
  'GET /v1/tags': { params: Record<never, never>; query: { "endpoint": string; "site": string }; body: undefined; answers: { "200": { "analytics": string; "communication": string; "snippet": string; "combined": string; "pinned": string }; "default": Problem } };
  /** Get the script of the analytics tag */
  'GET /tags/{site}/analytics.js': { params: { "site": string }; query: { "endpoint"?: string }; body: undefined; answers: { "200": string; "304": undefined; "default": Problem } };
  /** Get the script of the communication tag */
  'GET /tags/{site}/communication.js': { params: { "site": string }; query: { "endpoint": string }; body: undefined; answers: { "200": string; "304": undefined; "default": Problem } };
  /** Get the script of the combined tag */
  'GET /tags/{site}/combined.js': { params: { "site": string }; query: { "endpoint": string }; body: undefined; answers: { "200": string; "304": undefined; "default": Problem } };
  /** Get the script of the element <ringtrail-number> */
  'GET /tags/ringtrail-number.js': { params: Record<never, never>; query: Record<never, never>; body: undefined; answers: { "200": string; "304": undefined; "default": Problem } };
  /** Get the script of a tag by the hash of its content, for pages that pin it */
  'GET /tags/{site}/{script}': { params: { "site": string; "script": string }; query: { "endpoint"?: string }; body: undefined; answers: { "200": string; "304": undefined; "default": Problem } };
  /** Check that the process is alive */
  'GET /healthz': { params: Record<never, never>; query: Record<never, never>; body: undefined; answers: { "200": { "live": true }; "default": Problem } };
  /** Check that the process can serve requests. 503 names the failed checks. */
  'GET /readyz': { params: Record<never, never>; query: Record<never, never>; body: undefined; answers: { "200": { "ready": boolean; "checks": Record<string, string> }; "503": { "ready": boolean; "checks": Record<string, string> }; "default": Problem } };
  /** Get the metrics for Prometheus */
  'GET /metrics': { params: Record<never, never>; query: Record<never, never>; body: undefined; answers: { "200": string; "default": Problem } };
  /** Return the health of the installation: checks, gateways and queues */
  'GET /v1/system': { params: Record<never, never>; query: Record<never, never>; body: undefined; answers: { "200": SystemState; "default": Problem } };
  /** List the settings in force, each with its source. Secrets are not shown. */
  'GET /v1/system/settings': { params: Record<never, never>; query: Record<never, never>; body: undefined; answers: { "200": { "data": (Setting)[] }; "default": Problem } };
  /** Check the installation on a page: its tags, its origin and policy, and the numbers that would change */
  'POST /v1/sites/{id}/check': { params: { "id": string }; query: Record<never, never>; body: InstallationCheckRequest; answers: { "200": InstallationCheck; "default": Problem } };
  /** Return whether this gateway plays test calls */
  'GET /v1/test-calls': { params: Record<never, never>; query: Record<never, never>; body: undefined; answers: { "200": { "allowed": boolean }; "default": Problem } };
  /** Play a test call to a number of a site, as Twilio would. No telephone rings. */
  'POST /v1/test-calls': { params: Record<never, never>; query: Record<never, never>; body: NewTestCall; answers: { "201": { "call": string }; "default": Problem } };
  /** Remove the demo: its provider with all calls, visits, numbers, sites and consumers */
  'DELETE /v1/demo': { params: Record<never, never>; query: Record<never, never>; body: undefined; answers: { "204": undefined; "default": Problem } };
};
