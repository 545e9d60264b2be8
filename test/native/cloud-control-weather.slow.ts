import { cloudControlWeather } from './cloud-control-weather.ts';

cloudControlWeather('cli', 'whole');
