import { cloudControlWeather } from './cloud-control-weather.ts';

cloudControlWeather('sdk', 'whole');
cloudControlWeather('cli', 'sample');
