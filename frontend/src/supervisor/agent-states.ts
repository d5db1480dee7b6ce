import {
  IconCircleCheck,
  IconCoffee,
  IconEye,
  IconHeadset,
  IconPencil,
  IconPhoneOutgoing,
  IconPlayerPause,
  IconPower,
  type TablerIcon,
} from '@tabler/icons-react';
import type { AgentTile } from './events';

interface StateLook {
  icon: TablerIcon;
  /** Text and mark on the soft ground, both AA. */
  ink: string;
  ground: string;
  /** Seconds after which the timer asks to be looked at. */
  long?: number;
}

/** In the order of the room's summary. Each state has its own icon and word: colour is never alone. */
export const agentStates: Record<AgentTile['state'], StateLook> = {
  talking: { icon: IconHeadset, ink: '#233494', ground: '#e4e9ff', long: 900 },
  on_hold: { icon: IconPlayerPause, ink: '#7a2d6b', ground: '#fae6f5', long: 120 },
  ringing: { icon: IconPhoneOutgoing, ink: '#0b5f7a', ground: '#dff3fa', long: 60 },
  preparing: { icon: IconEye, ink: '#5a3d9a', ground: '#f0eafc', long: 240 },
  wrap_up: { icon: IconPencil, ink: '#8a4b00', ground: '#fff3dc', long: 180 },
  available: { icon: IconCircleCheck, ink: '#0b6b46', ground: '#e3f5ec', long: 300 },
  pause: { icon: IconCoffee, ink: '#6b5212', ground: '#f7f1dd', long: 1500 },
  offline: { icon: IconPower, ink: '#4f5d70', ground: '#f0f2f5' },
};
