import { MantineProvider } from '@mantine/core';
import type { ReactNode } from 'react';
import './style.css';
import { theme } from './theme.ts';

/** Theme and colour scheme; the choice light, dark or "as the device" is kept on this device. */
export function UiProvider({ children }: { children: ReactNode }) {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      {children}
    </MantineProvider>
  );
}
export { useMantineColorScheme as useColorScheme } from '@mantine/core';
