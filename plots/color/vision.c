/* What the colour-blind see is a matrix on linear red, green and blue: Machado, Oliveira and Fernandes 2009, table 1,
   at severity 1. Without colours the luminance is left. */
#include "plots/color/vision.h"

#include <math.h>

static double linear(double part)
{
    return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4);
}

static const double seen[][3][3] = {
    [PL_VISION_USUAL] = {{1.0, 0.0, 0.0}, {0.0, 1.0, 0.0}, {0.0, 0.0, 1.0}},
    [PL_VISION_PROTANOPIA] = {{0.152286, 1.052583, -0.204868},
                              {0.114503, 0.786281, 0.099216},
                              {-0.003882, -0.048116, 1.051998}},
    [PL_VISION_DEUTERANOPIA] = {{0.367322, 0.860646, -0.227968},
                                {0.280085, 0.672501, 0.047413},
                                {-0.011820, 0.042940, 0.968881}},
    [PL_VISION_GREY] = {{0.2126, 0.7152, 0.0722}, {0.2126, 0.7152, 0.0722}, {0.2126, 0.7152, 0.0722}},
};

// The rows of X, Y and Z of sRGB, each over its value of white.
static const double whites[3][3] = {
    {0.433953, 0.376219, 0.189828}, {0.212656, 0.715158, 0.072186}, {0.017756, 0.109470, 0.872774}};

static double product(const double *row, const double *vector)
{
    return row[0] * vector[0] + row[1] * vector[1] + row[2] * vector[2];
}

static double compressed(double part)
{
    const double edge = 6.0 / 29.0;
    return part > edge * edge * edge ? cbrt(part) : part / (3.0 * edge * edge) + 4.0 / 29.0;
}

pl_lab pl_vision_lab(pl_color color, pl_vision vision)
{
    const double rgb[3] = {linear(color.red), linear(color.green), linear(color.blue)};
    double as_seen[3], xyz[3];
    for (int i = 0; i < 3; i++) as_seen[i] = fmax(0.0, fmin(1.0, product(seen[vision][i], rgb)));
    for (int i = 0; i < 3; i++) xyz[i] = compressed(product(whites[i], as_seen));
    return (pl_lab){116.0 * xyz[1] - 16.0, 500.0 * (xyz[0] - xyz[1]), 200.0 * (xyz[1] - xyz[2])};
}

double pl_lab_distance(pl_lab x, pl_lab y)
{
    return sqrt((x.lightness - y.lightness) * (x.lightness - y.lightness) + (x.a - y.a) * (x.a - y.a) +
                (x.b - y.b) * (x.b - y.b));
}
