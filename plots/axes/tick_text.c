/* The decimals are those of the step after a common factor is taken out, so all labels have the same number.
   Numbers are formatted in ASCII first; their minus signs are replaced afterwards.
   Powers of ten are written as mathematics: "$10^{-3}$". */
#include "plots/axes/tick_text.h"

#include "plots/base/number_text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static double largest_size(const pl_ticks *ticks)
{
    double size = 0.0;
    for (int i = 0; i < ticks->majors; i++) size = fmax(size, fabs(ticks->major[i]));
    return size;
}

static int exponent_of(double value)
{
    return (int)floor(log10(value) + 1e-9);
}

// Decimals that write a step exactly: 1 for 0.1, 2 for 0.25.
static int decimals_of(double step)
{
    int decimals = -exponent_of(step);
    if (decimals < 0) return 0;
    const double scaled = step * pow(10.0, decimals);
    return fabs(scaled - round(scaled)) > 1e-6 ? decimals + 1 : decimals;
}

// A round number just below all ticks, worth taking out when they differ only in late digits.
static double common_offset(const pl_ticks *ticks, double size)
{
    if (ticks->majors < 2 || size < ticks->step * 1e5) return 0.0;
    const double first = ticks->major[0];
    const double last = ticks->major[ticks->majors - 1];
    if (first * last <= 0.0) return 0.0;
    const double unit = pow(10.0, exponent_of(last - first) + 1);
    return unit * (first > 0.0 ? floor(first / unit + 1e-9) : ceil(last / unit - 1e-9));
}

static pl_tick_format even_format(const pl_ticks *ticks)
{
    pl_tick_format format = {0};
    double size = largest_size(ticks);
    format.offset = common_offset(ticks, size);
    if (format.offset != 0.0)
        size = fmax(fabs(ticks->major[0] - format.offset),
                    fabs(ticks->major[ticks->majors - 1] - format.offset));
    if (size == 0.0) size = ticks->step; // zero alone
    if (size >= 0.9999e4 || (size > 0.0 && size < 0.9999e-2)) format.exponent = exponent_of(size);
    format.decimals = decimals_of(ticks->step / pow(10.0, format.exponent));
    return format;
}

pl_tick_format pl_tick_format_for(const pl_ticks *ticks)
{
    if (ticks->powers) return (pl_tick_format){.powers = true};
    if (ticks->step > 0.0) return even_format(ticks);
    return (pl_tick_format){.plain = true};
}

void pl_tick_minus(const char *ascii, char text[PL_TICK_TEXT_SIZE])
{
    size_t used = 0;
    for (; *ascii != '\0' && used + 4 < PL_TICK_TEXT_SIZE; ascii++) {
        if (*ascii != '-') {
            text[used++] = *ascii;
            continue;
        }
        memcpy(text + used, "\u2212", 3);
        used += 3;
    }
    text[used] = '\0';
}

static void power_text(double value, char text[PL_TICK_TEXT_SIZE])
{
    if (value == 0.0) {
        snprintf(text, PL_TICK_TEXT_SIZE, "0");
        return;
    }
    const int exponent = exponent_of(fabs(value));
    snprintf(text, PL_TICK_TEXT_SIZE, "$%s10^{%d}$", value < 0.0 ? "-" : "", exponent);
}

// "0.02", "200", and beyond four digits "$2\times10^{5}$".
static void plain_text(double value, char text[PL_TICK_TEXT_SIZE])
{
    const int exponent = value == 0.0 ? 0 : exponent_of(fabs(value));
    if (exponent >= -3 && exponent <= 3) {
        char ascii[PL_TICK_TEXT_SIZE];
        pl_number_text(ascii, sizeof ascii, "%.6g", value);
        pl_tick_minus(ascii, text);
        return;
    }
    const double mantissa = value / pow(10.0, exponent);
    if (fabs(mantissa - 1.0) < 1e-9)
        snprintf(text, PL_TICK_TEXT_SIZE, "$10^{%d}$", exponent);
    else
        pl_number_text(text, PL_TICK_TEXT_SIZE, "$%.6g\\times10^{%d}$", mantissa, exponent);
}

void pl_tick_text(pl_tick_format format, double value, char text[PL_TICK_TEXT_SIZE])
{
    if (format.powers) {
        power_text(value, text);
        return;
    }
    if (format.plain) {
        plain_text(value, text);
        return;
    }
    char ascii[PL_TICK_TEXT_SIZE];
    double shown = (value - format.offset) / pow(10.0, format.exponent);
    if (fabs(shown) < 0.5 * pow(10.0, -format.decimals)) shown = 0.0; // no "-0"
    pl_number_text(ascii, sizeof ascii, "%.*f", format.decimals, shown);
    pl_tick_minus(ascii, text);
}

void pl_tick_common_text(pl_tick_format format, char text[PL_TICK_TEXT_SIZE])
{
    char factor[PL_TICK_TEXT_SIZE] = "", offset[PL_TICK_TEXT_SIZE] = "";
    if (format.exponent != 0) snprintf(factor, sizeof factor, "$\\times10^{%d}$", format.exponent);
    if (format.offset != 0.0) {
        char ascii[32];
        pl_number_text(ascii, sizeof ascii, "%+.15g", format.offset);
        pl_tick_minus(ascii, offset);
    }
    snprintf(text, PL_TICK_TEXT_SIZE, "%.23s%s%.23s", factor, factor[0] && offset[0] ? " " : "", offset);
}
