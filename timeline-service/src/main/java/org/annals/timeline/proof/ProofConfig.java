// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.proof;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** The keys of checkpoints. */
@ConfigMapping(prefix = "annals.proof")
interface ProofConfig {

    /** The private Ed25519 key as a JSON Web Key (RFC 8037); without it, no checkpoints are signed. */
    Optional<String> signingKey();

    /** Public keys that signed before, as a JSON Web Key Set: so that what they signed can still be checked. */
    Optional<String> formerKeys();
}
