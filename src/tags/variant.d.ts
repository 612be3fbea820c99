/** Written in by the build: whether the variant of the tag that is bundled has these parts. */
declare const WITH_DOMAINS: boolean;
declare const WITH_TIMING: boolean;
declare const WITH_CONTENT: boolean;
