import 'dayjs/locale/fr';
