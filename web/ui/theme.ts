/** The component library's theme, made from the tokens so that there is one palette. */
import { createTheme, type MantineColorsTuple } from '@mantine/core';

const brand: MantineColorsTuple = [
  '#e9f0fc',
  '#d0dff8',
  '#a9c4f2',
  '#7fb0ff',
  '#5390ee',
  '#2f6dd6',
  '#1b5bc4',
  '#174ea8',
  '#1a4da6',
  '#123f8c',
];
const red: MantineColorsTuple = [
  '#fceae8',
  '#f8d2cf',
  '#f2b1ac',
  '#ff9389',
  '#e0655c',
  '#c93b32',
  '#b3261e',
  '#9c1f18',
  '#9c2a23',
  '#7d1812',
];
const gray: MantineColorsTuple = [
  '#f5f6f8',
  '#eef1f4',
  '#dfe3e8',
  '#dfe3e8',
  '#c4cbd4',
  '#8a95a3',
  '#616c7a',
  '#4c5866',
  '#2d3743',
  '#18202a',
];
const dark: MantineColorsTuple = [
  '#e8ecf1',
  '#b3bdc9',
  '#93a0ae',
  '#93a0ae',
  '#3a4653',
  '#2e3843',
  '#1f2730',
  '#171d24',
  '#0f1419',
  '#0b0f13',
];

export const theme = createTheme({
  primaryColor: 'brand',
  primaryShade: { light: 6, dark: 8 },
  colors: { brand, red, gray, dark },
  fontFamily: 'var(--font)',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
  defaultRadius: 6,
  respectReducedMotion: true,
  focusRing: 'auto',
  cursorType: 'pointer',
  fontSizes: { xs: '12px', sm: '14px', md: '14px', lg: '16px', xl: '20px' },
  lineHeights: { xs: '18px', sm: '22px', md: '22px', lg: '24px', xl: '28px' },
  components: {
    Button: { defaultProps: { size: 'sm', fw: 500 } },
    TextInput: { defaultProps: { size: 'sm' } },
    NativeSelect: { defaultProps: { size: 'sm' } },
  },
});
