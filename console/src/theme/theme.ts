import { createTheme, defaultVariantColorsResolver } from '@mantine/core';

/** The behaviour of Mantine's components. Their look is in theme.css, because the page has no inline style sheet. */
export const theme = createTheme({
  cursorType: 'pointer',
  focusRing: 'never',
  // Mantine's own colours of the accent are those of its palette, and white on a light accent cannot be read.
  variantColorResolver(input) {
    const colors = defaultVariantColorsResolver(input);
    const isAccent = input.color === undefined || input.color === input.theme.primaryColor;
    if (input.variant === 'filled') {
      const accent = { background: 'var(--accent)', hover: 'var(--accent-strong)' };
      return { ...colors, ...(isAccent && accent), color: 'var(--on-accent)' };
    }
    if (!isAccent || !['subtle', 'transparent'].includes(input.variant)) return colors;
    return { ...colors, color: 'var(--accent-text)', hover: 'var(--accent-soft)' };
  },
  components: {
    InputWrapper: { defaultProps: { inputWrapperOrder: ['label', 'input', 'description', 'error'] } },
    Checkbox: { defaultProps: { color: 'var(--accent)', iconColor: 'var(--on-accent)' } },
    Modal: { defaultProps: { lockScroll: false, centered: true, transitionProps: { duration: 0 } } },
    Drawer: { defaultProps: { lockScroll: false, transitionProps: { duration: 0 } } },
  },
});
