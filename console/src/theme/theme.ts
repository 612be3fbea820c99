import { createTheme, defaultVariantColorsResolver } from '@mantine/core';

/** The behaviour of Mantine's components. Their look is in theme.css, because the page has no inline style sheet. */
export const theme = createTheme({
  cursorType: 'pointer',
  focusRing: 'never',
  // The accent is light in the dark, where white on it could not be read.
  variantColorResolver(input) {
    const colors = defaultVariantColorsResolver(input);
    return input.variant === 'filled' ? { ...colors, color: 'var(--on-accent)' } : colors;
  },
  respectReducedMotion: true,
  components: {
    Modal: { defaultProps: { lockScroll: false, centered: true, transitionProps: { duration: 0 } } },
    Drawer: { defaultProps: { lockScroll: false, transitionProps: { duration: 0 } } },
  },
});
