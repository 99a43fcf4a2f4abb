// The places of a list of results on a map. Fetched when somebody asks for it (search.js). The list
// says everything that the map does. Without tiles the places still stand where they are.
import { control, divIcon, latLngBounds, map as newMap, marker, tileLayer } from "leaflet";

const CLOSEST = 15;
const icon = divIcon({ className: "app-map__pin", iconSize: [28, 28], iconAnchor: [14, 28], popupAnchor: [0, -28] });

function stylesheet(address) {
  return new Promise((done) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = address;
    link.onload = link.onerror = done;
    document.head.append(link);
  });
}

// Several services often share a building: one pin then names them all.
function byPoint(places) {
  const points = new Map();
  for (const place of places) {
    const key = `${place.lat},${place.lon}`;
    points.set(key, [...(points.get(key) ?? []), place]);
  }
  return [...points.values()];
}

function popup(places) {
  const box = document.createElement("div");
  box.dir = "auto";
  for (const place of places) {
    const line = document.createElement("p");
    const link = document.createElement("a");
    link.href = place.url;
    link.className = "govuk-link";
    link.textContent = place.title;
    line.append(link);
    if (place.name) line.append(document.createElement("br"), place.name);
    box.append(line);
  }
  return box;
}

export async function draw(panel, places) {
  const { mapStyles, mapTiles, mapAttribution, mapName, mapZoomIn, mapZoomOut } = panel.dataset;
  await stylesheet(mapStyles);
  const box = document.createElement("div");
  box.className = "app-map";
  box.dir = "ltr"; // left is west on every map
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", mapName);
  panel.append(box);

  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const leaflet = newMap(box, {
    zoomControl: false,
    attributionControl: false,
    zoomAnimation: !still,
    fadeAnimation: !still,
    markerZoomAnimation: !still,
    scrollWheelZoom: false, // a page that is scrolled must not be caught by the map
  });
  control.zoom({ zoomInTitle: mapZoomIn, zoomOutTitle: mapZoomOut }).addTo(leaflet);
  control.scale().addTo(leaflet);
  if (mapTiles) {
    tileLayer(mapTiles, { maxZoom: 19 }).addTo(leaflet);
    control.attribution({ prefix: false }).addAttribution(mapAttribution).addTo(leaflet);
  }
  const points = byPoint(places);
  for (const here of points) {
    const title = here.map((place) => place.title).join(", ");
    marker([here[0].lat, here[0].lon], { icon, title }).bindPopup(popup(here), { closeButton: false }).addTo(leaflet);
  }
  leaflet.fitBounds(latLngBounds(points.map(([{ lat, lon }]) => [lat, lon])), {
    maxZoom: CLOSEST,
    padding: [30, 30],
    animate: false,
  });
  return box;
}
