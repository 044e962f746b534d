/* The C modules of the library, one open function a binding file. Each returns its module and sets no global.
   These are the names that balnet.so shows; Lua finds them there by the name of the module. */
#ifndef BNL_LIBRARY_H
#define BNL_LIBRARY_H

#include <lua.h>

#pragma GCC visibility push(default)
int luaopen_balnet(lua_State *L);
int luaopen_balnet_cluster(lua_State *L);
int luaopen_balnet_force(lua_State *L);
int luaopen_balnet_network(lua_State *L);
int luaopen_balnet_mat(lua_State *L);
int luaopen_balnet_npy(lua_State *L);
int luaopen_balnet_random(lua_State *L);
int luaopen_balnet_stimulus(lua_State *L);
int luaopen_balnet_tensor(lua_State *L);
int luaopen_balnet_trainer(lua_State *L);
int luaopen_balnet_native_archive(lua_State *L);
int luaopen_balnet_native_csv(lua_State *L);
int luaopen_balnet_native_density(lua_State *L);
int luaopen_balnet_native_distance(lua_State *L);
int luaopen_balnet_native_distribution(lua_State *L);
int luaopen_balnet_native_lapack(lua_State *L);
int luaopen_balnet_native_fft(lua_State *L);
int luaopen_balnet_native_fields(lua_State *L);
int luaopen_balnet_native_filter(lua_State *L);
int luaopen_balnet_native_fixed_points(lua_State *L);
int luaopen_balnet_native_flossing(lua_State *L);
int luaopen_balnet_native_gaussian(lua_State *L);
int luaopen_balnet_native_information_rate(lua_State *L);
int luaopen_balnet_native_json(lua_State *L);
int luaopen_balnet_native_kernels(lua_State *L);
int luaopen_balnet_native_linear_response(lua_State *L);
int luaopen_balnet_native_lyapunov_network(lua_State *L);
int luaopen_balnet_native_lyapunov_tracker(lua_State *L);
int luaopen_balnet_native_markdown(lua_State *L);
int luaopen_balnet_native_meanfield(lua_State *L);
int luaopen_balnet_native_peak(lua_State *L);
int luaopen_balnet_native_plot(lua_State *L);
int luaopen_balnet_native_populations(lua_State *L);
int luaopen_balnet_native_populations_time(lua_State *L);
int luaopen_balnet_native_two_time(lua_State *L);
int luaopen_balnet_native_process(lua_State *L);
int luaopen_balnet_native_reminder(lua_State *L);
int luaopen_balnet_native_signals(lua_State *L);
int luaopen_balnet_native_simulation(lua_State *L);
int luaopen_balnet_native_connections(lua_State *L);
int luaopen_balnet_native_sources(lua_State *L);
int luaopen_balnet_native_stationary(lua_State *L);
int luaopen_balnet_native_stepper(lua_State *L);
int luaopen_balnet_native_suggestion(lua_State *L);
int luaopen_balnet_native_system(lua_State *L);
#pragma GCC visibility pop

/* Ignores SIGXFSZ from here on, so that a file that grows beyond its limit (`ulimit -f`) gives the error
   EFBIG instead of ending the process. A handler that somebody else has set stays. */
void bnl_outlive_file_limits(void);

#endif
