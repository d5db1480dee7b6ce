/** The look: one accent (cobalt), slate greys, large readable type. Every text colour here is AA on its ground. */
import {
  Alert,
  Badge,
  Button,
  createTheme,
  Loader,
  type MantineColorsTuple,
  Modal,
  Paper,
  PasswordInput,
  Table,
  TextInput,
  Tooltip,
} from '@mantine/core';

const cobalt: MantineColorsTuple = [
  '#eef1ff',
  '#dce2fb',
  '#b6c1f3',
  '#8d9dea',
  '#6a7fe2',
  '#5067dc',
  '#3a52cc',
  '#2b3fae',
  '#22338c',
  '#1a286e',
];

const slate: MantineColorsTuple = [
  '#f5f7fa',
  '#eaeef3',
  '#d9dfe7',
  '#c0c9d4',
  '#94a1b2',
  '#66758a',
  '#4f5d70',
  '#3a4657',
  '#252f3d',
  '#151c27',
];

/** The signal colours, dark enough from 7 on for text on white and on their own light ground. */
const red: MantineColorsTuple = [
  '#fdeceb',
  '#f9d9d7',
  '#f0aeaa',
  '#e6827c',
  '#dc5a53',
  '#d03d36',
  '#c22f27',
  '#b3261e',
  '#962019',
  '#781813',
];

const orange: MantineColorsTuple = [
  '#fff3dc',
  '#fde6bf',
  '#f7cf8c',
  '#efb555',
  '#dd982c',
  '#c17d10',
  '#a36300',
  '#8a4b00',
  '#713d00',
  '#572e00',
];

const teal: MantineColorsTuple = [
  '#e3f5ec',
  '#cbecdc',
  '#9bd9bd',
  '#67c49b',
  '#35ac79',
  '#12a06b',
  '#0d8558',
  '#0b6b46',
  '#085738',
  '#06432b',
];

export const theme = createTheme({
  primaryColor: 'cobalt',
  primaryShade: 7,
  colors: { cobalt, gray: slate, red, orange, teal },
  black: '#151c27',
  fontFamily: '"Inter Variable", system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "Cascadia Mono", "DejaVu Sans Mono", Consolas, monospace',
  headings: { fontWeight: '650', textWrap: 'balance' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  focusRing: 'auto',
  components: {
    Button: Button.extend({ defaultProps: { size: 'md' } }),
    TextInput: TextInput.extend({ defaultProps: { size: 'md' } }),
    PasswordInput: PasswordInput.extend({ defaultProps: { size: 'md' } }),
    Paper: Paper.extend({ defaultProps: { radius: 'lg', withBorder: true } }),
    // `light` with a shaded colour loses its text: badges name the plain colour and keep this variant.
    Badge: Badge.extend({ defaultProps: { variant: 'light', radius: 'sm', tt: 'none', fw: 600 } }),
    Alert: Alert.extend({ defaultProps: { radius: 'md' } }),
    // What turns has a name, and only what has a role may have one.
    Loader: Loader.extend({ defaultProps: { role: 'status' } }),
    Modal: Modal.extend({ defaultProps: { centered: true, radius: 'lg', padding: 'xl' } }),
    Table: Table.extend({ defaultProps: { verticalSpacing: 'sm', horizontalSpacing: 'md' } }),
    Tooltip: Tooltip.extend({
      defaultProps: { events: { hover: true, focus: true, touch: false } },
    }),
  },
});
