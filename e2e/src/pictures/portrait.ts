/** Someone drawn in front of a camera. All colours are CSS colours. */
export interface Sitter {
  readonly wall: readonly [light: string, dark: string];
  readonly room: "window" | "shelf";
  readonly skin: string;
  readonly shade: string;
  readonly blush: string;
  readonly hair: string;
  readonly hairLight: string;
  readonly hairStyle: "long" | "short";
  readonly beard: boolean;
  readonly glasses: boolean;
  readonly top: readonly [light: string, dark: string];
}

export const WIDTH = 1280;
export const HEIGHT = 720;

/** A woman at a window in the evening, and a man before his books. */
export const SITTERS = {
  maya: {
    wall: ["#e9d9c6", "#b99a80"],
    room: "window",
    skin: "#c98f6b",
    shade: "#a86f50",
    blush: "#d87f6a",
    hair: "#2b1d1a",
    hairLight: "#4a332c",
    hairStyle: "long",
    beard: false,
    glasses: false,
    top: ["#2f6f68", "#1d4b48"],
  },
  jonas: {
    wall: ["#b9c9d4", "#6f8798"],
    room: "shelf",
    skin: "#edc1a0",
    shade: "#cf9a78",
    blush: "#e29a84",
    hair: "#6b4528",
    hairLight: "#8d6240",
    hairStyle: "short",
    beard: true,
    glasses: true,
    top: ["#34456b", "#222f4d"],
  },
} as const satisfies Record<string, Sitter>;

/**
 * Runs in a page: draws `frames` JPEG pictures of a loop in which the sitter breathes, sways, blinks once and smiles.
 * Must not refer to anything outside itself. Resolves with base64 of each picture.
 */
export const paintFilm = async ({
  sitter,
  frames,
  width,
  height,
}: {
  sitter: Sitter;
  frames: number;
  width: number;
  height: number;
}): Promise<string[]> => {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("This browser has no canvas.");

  const shape = (fill: string | CanvasGradient, draw: (path: Path2D) => void) => {
    const path = new Path2D();
    draw(path);
    pen.fillStyle = fill;
    pen.fill(path);
  };
  const oval = (fill: string | CanvasGradient, x: number, y: number, rx: number, ry: number) =>
    shape(fill, (path) => path.ellipse(x, y, rx, ry, 0, 0, Math.PI * 2));
  const box = (fill: string | CanvasGradient, x: number, y: number, w: number, h: number, r = 0) =>
    shape(fill, (path) => path.roundRect(x, y, w, h, r));
  const line = (colour: string, thickness: number, draw: (path: Path2D) => void) => {
    const path = new Path2D();
    draw(path);
    pen.strokeStyle = colour;
    pen.lineWidth = thickness;
    pen.lineCap = "round";
    pen.stroke(path);
  };
  const down = (from: string, to: string, top: number, bottom: number) => {
    const gradient = pen.createLinearGradient(0, top, 0, bottom);
    gradient.addColorStop(0, from);
    gradient.addColorStop(1, to);
    return gradient;
  };

  const window_ = () => {
    box("#f6ede1", 90, 60, 360, 430, 6);
    box(down("#f9cf9a", "#e58f76", 75, 475), 106, 76, 328, 398);
    oval("#fff1cf", 330, 330, 62, 62);
    shape("#9a5f62", (path) => {
      path.moveTo(106, 474);
      path.bezierCurveTo(180, 360, 250, 400, 300, 420);
      path.bezierCurveTo(350, 380, 400, 392, 434, 410);
      path.lineTo(434, 474);
    });
    box("#f6ede1", 262, 70, 14, 410);
    box("#f6ede1", 100, 262, 340, 14);
    for (const [x, lean] of [
      [1040, -60],
      [1070, 8],
      [1105, 70],
      [1078, -24],
      [1088, 40],
    ] as const) {
      shape("#5f7d57", (path) => {
        path.moveTo(1075, 470);
        path.quadraticCurveTo(x + lean * 0.2, 330, x + lean, 250);
        path.quadraticCurveTo(x + lean * 0.9 + 34, 340, 1085, 470);
      });
    }
    box("#a9583f", 1020, 450, 116, 130, 14);
    box("#8d6f57", 960, 575, 330, 20, 4);
  };

  const shelf = () => {
    const colours = ["#a7563d", "#d9b36c", "#3f5b6d", "#e7ddcd", "#71805a", "#8a4a52", "#49576b"];
    for (const [row, y] of [96, 286, 476].entries()) {
      let x = 770;
      for (let book = 0; x < 1180; book += 1) {
        const thickness = 22 + ((book * 13 + row * 7) % 20);
        const tall = 118 + ((book * 29 + row * 17) % 38);
        box(colours[(book * 3 + row * 2) % colours.length] ?? "#888", x, y + 164 - tall, thickness, tall, 2);
        x += thickness + 4;
      }
      box("#5d4632", 740, y + 164, 480, 14, 2);
    }
    box("#efe8dc", 120, 110, 250, 190, 4);
    box("#d7e0da", 138, 128, 214, 154);
    oval("#e2a25f", 290, 190, 30, 30);
    shape("#5b7f80", (path) => {
      path.moveTo(138, 282);
      path.quadraticCurveTo(210, 190, 262, 250);
      path.quadraticCurveTo(300, 218, 352, 262);
      path.lineTo(352, 282);
    });
  };

  const room = () => {
    pen.filter = "blur(5px)";
    box(down(...sitter.wall, 0, height), -20, -20, width + 40, height + 40);
    if (sitter.room === "window") window_();
    else shelf();
    pen.filter = "none";
    const light = pen.createRadialGradient(width * 0.32, height * 0.3, 60, width * 0.5, height * 0.5, 860);
    light.addColorStop(0, "rgb(255 244 222 / 26%)");
    light.addColorStop(0.55, "rgb(255 244 222 / 0%)");
    light.addColorStop(1, "rgb(20 14 10 / 34%)");
    box(light, 0, 0, width, height);
  };

  const hairBehind = () => {
    if (sitter.hairStyle === "short") return;
    shape(sitter.hair, (path) => {
      path.moveTo(500, 250);
      path.bezierCurveTo(486, 120, 560, 66, 640, 66);
      path.bezierCurveTo(722, 66, 796, 120, 782, 250);
      path.bezierCurveTo(776, 340, 812, 420, 800, 520);
      path.bezierCurveTo(720, 560, 560, 560, 480, 520);
      path.bezierCurveTo(468, 420, 506, 340, 500, 250);
    });
  };

  const body = (breath: number) => {
    shape(down(...sitter.top, 470, height), (path) => {
      path.moveTo(300, height + 20);
      path.bezierCurveTo(310, 590 - breath, 400, 530 - breath, 560, 500 - breath);
      path.quadraticCurveTo(640, 560, 720, 500 - breath);
      path.bezierCurveTo(880, 530 - breath, 970, 590 - breath, 980, height + 20);
    });
    line("rgb(0 0 0 / 14%)", 5, (path) => {
      path.moveTo(420, 640);
      path.quadraticCurveTo(430, 690, 424, 740);
      path.moveTo(860, 640);
      path.quadraticCurveTo(850, 690, 856, 740);
    });
    shape(sitter.shade, (path) => {
      path.moveTo(582, 400);
      path.lineTo(698, 400);
      path.lineTo(712, 508 - breath);
      path.quadraticCurveTo(640, 570, 568, 508 - breath);
    });
    line("rgb(255 255 255 / 16%)", 9, (path) => {
      path.moveTo(562, 504 - breath);
      path.quadraticCurveTo(640, 574, 718, 504 - breath);
    });
  };

  const face = (open: number, smile: number) => {
    oval(sitter.shade, 522, 292, 20, 34);
    oval(sitter.shade, 758, 292, 20, 34);
    const skin = pen.createLinearGradient(520, 0, 770, 0);
    skin.addColorStop(0, sitter.skin);
    skin.addColorStop(0.62, sitter.skin);
    skin.addColorStop(1, sitter.shade);
    shape(skin, (path) => {
      path.moveTo(524, 250);
      path.bezierCurveTo(522, 140, 580, 108, 640, 108);
      path.bezierCurveTo(700, 108, 758, 140, 756, 250);
      path.bezierCurveTo(756, 356, 716, 440, 640, 446);
      path.bezierCurveTo(564, 440, 524, 356, 524, 250);
    });
    pen.globalAlpha = 0.28;
    oval(sitter.blush, 566, 336, 32, 22);
    oval(sitter.blush, 714, 336, 32, 22);
    pen.globalAlpha = 1;
    for (const x of [588, 692]) {
      oval("#fbf7f0", x, 280, 23, 15 * open + 1);
      if (open > 0.3) {
        oval("#3a2a22", x + 2, 281, 11, 11 * open);
        oval("#ffffff", x + 6, 277, 3.4, 3.4);
      }
      line(sitter.hair, 5, (path) =>
        path.ellipse(x, 281, 24, 15 * open + 1, 0, Math.PI * 1.06, Math.PI * 1.94),
      );
      line(sitter.hair, 8, (path) => {
        path.moveTo(x - 28, 246 - smile);
        path.quadraticCurveTo(x, 234 - smile * 2, x + 28, 247 - smile);
      });
    }
    line(sitter.shade, 6, (path) => {
      path.moveTo(644, 292);
      path.quadraticCurveTo(662, 336, 646, 346);
      path.quadraticCurveTo(638, 350, 628, 345);
    });
  };

  const mouth = (smile: number) => {
    if (sitter.beard) {
      shape(sitter.hair, (path) => {
        path.moveTo(527, 290);
        path.bezierCurveTo(530, 372, 566, 470, 640, 470);
        path.bezierCurveTo(714, 470, 750, 372, 753, 290);
        path.bezierCurveTo(738, 346, 716, 368, 640, 362);
        path.bezierCurveTo(564, 368, 542, 346, 527, 290);
      });
    }
    shape("#8a3f3d", (path) => {
      path.moveTo(598, 386 - smile);
      path.quadraticCurveTo(640, 396, 682, 386 - smile);
      path.quadraticCurveTo(640, 424 + smile * 2.4, 598, 386 - smile);
    });
    shape("#fdf8f2", (path) => {
      path.moveTo(606, 389 - smile);
      path.quadraticCurveTo(640, 397, 674, 389 - smile);
      path.quadraticCurveTo(640, 404 + smile, 606, 389 - smile);
    });
  };

  const hairInFront = () => {
    if (sitter.hairStyle === "long") {
      shape(sitter.hair, (path) => {
        path.moveTo(508, 290);
        path.bezierCurveTo(500, 130, 570, 82, 646, 84);
        path.bezierCurveTo(726, 84, 784, 140, 772, 290);
        path.bezierCurveTo(764, 220, 730, 176, 676, 150);
        path.bezierCurveTo(640, 196, 560, 196, 508, 290);
      });
      line(sitter.hairLight, 5, (path) => {
        path.moveTo(560, 160);
        path.quadraticCurveTo(600, 108, 664, 112);
        path.moveTo(700, 134);
        path.quadraticCurveTo(742, 160, 752, 214);
      });
      return;
    }
    shape(sitter.hair, (path) => {
      path.moveTo(516, 258);
      path.bezierCurveTo(496, 120, 560, 70, 650, 74);
      path.bezierCurveTo(744, 70, 786, 140, 764, 258);
      path.bezierCurveTo(756, 214, 744, 190, 728, 172);
      path.bezierCurveTo(668, 186, 590, 178, 556, 168);
      path.bezierCurveTo(536, 190, 524, 214, 516, 258);
    });
    line(sitter.hairLight, 6, (path) => {
      path.moveTo(570, 138);
      path.quadraticCurveTo(640, 100, 716, 130);
    });
  };

  const glasses = () => {
    if (!sitter.glasses) return;
    line("#2a2622", 6, (path) => {
      path.roundRect(552, 254, 72, 54, 22);
      path.roundRect(656, 254, 72, 54, 22);
      path.moveTo(624, 276);
      path.quadraticCurveTo(640, 268, 656, 276);
      path.moveTo(552, 274);
      path.lineTo(530, 268);
      path.moveTo(728, 274);
      path.lineTo(750, 268);
    });
  };

  const pictures: string[] = [];
  for (let frame = 0; frame < frames; frame += 1) {
    const phase = (frame / frames) * Math.PI * 2;
    const sinceBlink = Math.abs(frame - frames * 0.62) / 3;
    const open = Math.min(1, sinceBlink);
    const smile = 6 + 3 * Math.sin(phase);
    const breath = 4 * Math.sin(phase);
    room();
    pen.save();
    pen.translate(0, 26);
    body(breath);
    pen.translate(640, 470);
    pen.rotate(0.022 * Math.sin(phase + 0.6));
    pen.translate(-640 + 6 * Math.sin(phase), -470 - breath * 0.5);
    hairBehind();
    if (sitter.hairStyle === "long") {
      shape(sitter.shade, (path) => path.roundRect(588, 400, 104, 112, 40));
    }
    face(open, smile * 0.5);
    mouth(smile);
    hairInFront();
    glasses();
    pen.restore();
    pictures.push(canvas.toDataURL("image/jpeg", 0.92).slice("data:image/jpeg;base64,".length));
  }
  return pictures;
};
