/** Exchange Online's admin interface: the cmdlets for connectors, rules and remote domains, and the objects they change. */
@NullMarked
package org.afterword.simulator.admin;

import org.jspecify.annotations.NullMarked;
